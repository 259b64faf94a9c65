-- What the incentive statement says beside the amounts: the policies by which a run computed its
-- incentives, and what refunds took off their basis. Rule 9.2.

ALTER TABLE settlement.run_incentive ADD COLUMN refunded bigint;
COMMENT ON COLUMN settlement.run_incentive.refunded IS
  'What refunds took off the basis by the run''s cut-off, minor units; null of runs before 0028.';

CREATE TABLE settlement.run_incentive_policy (
  run_no      integer NOT NULL REFERENCES settlement.run,
  policy_id   text NOT NULL COLLATE "C",
  name        text NOT NULL,
  valid_from  timestamptz NOT NULL,
  valid_to    timestamptz,
  cycle       text NOT NULL COLLATE "C",
  mode        text NOT NULL COLLATE "C",
  threshold   bigint NOT NULL,
  currency    character(3) NOT NULL,
  partner_id  text COLLATE "C",
  product_id  text COLLATE "C",
  CONSTRAINT one_row_an_incentive_policy PRIMARY KEY (run_no, policy_id));
COMMENT ON TABLE settlement.run_incentive_policy IS
  'The policies of a run''s incentives as it read them; runs before 0028 have none.';
COMMENT ON COLUMN settlement.run_incentive_policy.valid_to IS 'Null of a policy without an end.';
COMMENT ON COLUMN settlement.run_incentive_policy.threshold IS
  'Below it nothing is earned, minor units.';
COMMENT ON COLUMN settlement.run_incentive_policy.partner_id IS
  'Null where the policy is for every provider of the site.';
COMMENT ON COLUMN settlement.run_incentive_policy.product_id IS
  'Null where the consumption of every product counts.';

CREATE TABLE settlement.run_incentive_band (
  run_no       integer NOT NULL,
  policy_id    text NOT NULL COLLATE "C",
  from_amount  bigint NOT NULL,
  rate         integer NOT NULL,
  CONSTRAINT one_row_an_incentive_band PRIMARY KEY (run_no, policy_id, from_amount),
  CONSTRAINT band_is_of_a_kept_policy
    FOREIGN KEY (run_no, policy_id) REFERENCES settlement.run_incentive_policy);
COMMENT ON TABLE settlement.run_incentive_band IS
  'The bands of those policies: from minor units, inclusive, at a rate in millionths.';

CREATE TRIGGER policy_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_incentive_policy
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_incentive_policy ENABLE ALWAYS TRIGGER policy_never_changes;
CREATE TRIGGER band_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_incentive_band
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_incentive_band ENABLE ALWAYS TRIGGER band_never_changes;

-- What a run computed is written once.
DELETE FROM settlement.operating_right WHERE relation = 'run_incentive' AND privilege = 'DELETE';

-- ── Self-billed credit notes keep to their invoices ─────────────────────────────────────────────

CREATE TABLE settlement.credited_part (
  credit_id   text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  invoice_id  text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  net         bigint NOT NULL,
  CONSTRAINT one_part_an_invoice PRIMARY KEY (credit_id, invoice_id),
  CONSTRAINT part_gives_back CHECK (net >= 0));
COMMENT ON TABLE settlement.credited_part IS
  'Of which invoices a self-billed credit note gives back how much. EN 16931-1, BG-3.';
COMMENT ON COLUMN settlement.credited_part.net IS 'Without tax, minor units.';
CREATE INDEX credited_part_by_invoice ON settlement.credited_part (invoice_id);

-- Until now a credit note named one invoice, and nothing held it to what that was of.
INSERT INTO settlement.credited_part (credit_id, invoice_id, net)
SELECT credit.invoice_id, credit.original_id, credit.net
  FROM settlement.invoice AS credit
 WHERE credit.kind = 'self_billed_credit'
   AND credit.original_id IS NOT NULL;

CREATE TRIGGER credited_part_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.credited_part
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.credited_part ENABLE ALWAYS TRIGGER credited_part_never_changes;

-- Credit notes of one invoice wait for each other, and each sees those before it.
CREATE FUNCTION settlement.keep_to_the_invoice() RETURNS trigger LANGUAGE plpgsql
   SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('settled invoice of ' || NEW.invoice_id, 0));
  IF NOT EXISTS (
     SELECT FROM settlement.invoice AS invoice
       JOIN settlement.invoice AS credit ON credit.invoice_id = NEW.credit_id
      WHERE invoice.invoice_id = NEW.invoice_id
        AND invoice.kind = 'self_billed'
        AND credit.kind = 'self_billed_credit'
        AND credit.partner_id = invoice.partner_id
        AND credit.currency = invoice.currency
        AND credit.tax_rate = invoice.tax_rate
        AND invoice.net >= (
            SELECT sum(part.net) FROM settlement.credited_part AS part
             WHERE part.invoice_id = NEW.invoice_id)) THEN
    RAISE EXCEPTION '% gives back more than is left of %, or is of other terms', NEW.credit_id,
      NEW.invoice_id USING ERRCODE = 'restrict_violation',
      HINT = 'Credit notes never come to more than the invoice that they are of, at its rate.';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER part_keeps_to_the_invoice AFTER INSERT ON settlement.credited_part
   FOR EACH ROW EXECUTE FUNCTION settlement.keep_to_the_invoice();

CREATE FUNCTION settlement.credit_in_parts() RETURNS trigger LANGUAGE plpgsql
   SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.net IS DISTINCT FROM (
     SELECT sum(part.net)::bigint FROM settlement.credited_part AS part
      WHERE part.credit_id = NEW.invoice_id) THEN
    RAISE EXCEPTION 'the parts of % are not what it gives back', NEW.invoice_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER credit_is_of_invoices AFTER INSERT ON settlement.invoice
    DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW WHEN (NEW.kind = 'self_billed_credit')
   EXECUTE FUNCTION settlement.credit_in_parts();
