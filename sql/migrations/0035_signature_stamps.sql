-- Time stamps within the signatures of documents: PAdES B-T (ETSI EN 319 142-1, 6); pages in one
-- language; adjustments that pay what a credit note gives back.

-- ── Time stamps ─────────────────────────────────────────────────────────────────────────────────

-- The signed original stays as it was handed out. With the token in its signature it is another file,
-- whose digest is kept too, so that it is the same for as long as it must be shown.
CREATE TABLE settlement.signature_stamp (
  invoice_id  text NOT NULL COLLATE "C" REFERENCES settlement.invoice_original,
  token       bytea NOT NULL,
  digest      bytea NOT NULL,
  authority   text NOT NULL,
  stamped_at  timestamptz NOT NULL,
  asked_by    text NOT NULL,
  kept_at     timestamptz NOT NULL,
  CONSTRAINT signature_is_stamped_once PRIMARY KEY (invoice_id),
  CONSTRAINT digest_is_whole CHECK (octet_length(digest) = 32));
COMMENT ON TABLE settlement.signature_stamp IS
  'What a time-stamping authority signed: that the signature of an original existed at stamped_at, as it says.';
COMMENT ON COLUMN settlement.signature_stamp.token IS
  'The TimeStampToken of RFC 3161, DER, over the signature value.';
COMMENT ON COLUMN settlement.signature_stamp.digest IS
  'SHA-256 of the original with the token in its signature.';
COMMENT ON COLUMN settlement.signature_stamp.authority IS
  'The subject of the certificate that signed the token (RFC 4514).';

CREATE TRIGGER signature_stamp_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.signature_stamp
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.signature_stamp ENABLE ALWAYS TRIGGER signature_stamp_never_changes;

-- ── Pages in one language ───────────────────────────────────────────────────────────────────────

-- What was issued before keeps its bytes.
ALTER TABLE settlement.invoice ADD COLUMN words_by_language boolean NOT NULL DEFAULT false;
ALTER TABLE settlement.invoice ALTER COLUMN words_by_language SET DEFAULT true;
COMMENT ON COLUMN settlement.invoice.words_by_language IS
  'Whether its pages in one language say in that one alone what its record says in both.';

-- ── Fees that are paid back ─────────────────────────────────────────────────────────────────────

-- What was written before says so in its reason.
ALTER TABLE settlement.adjustment
  ADD COLUMN credit_note_id text COLLATE "C" REFERENCES settlement.invoice,
  ADD CONSTRAINT fee_credit_has_credit_note
    CHECK (credit_note_id IS NULL OR (reason_code = 'FEE_CREDIT' AND amount > 0));
COMMENT ON COLUMN settlement.adjustment.credit_note_id IS
  'The credit note whose fee it pays back; null of other adjustments.';
CREATE INDEX adjustment_by_credit_note ON settlement.adjustment (credit_note_id)
 WHERE credit_note_id IS NOT NULL;

CREATE OR REPLACE FUNCTION settlement.refuse_change_of_decided_adjustment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.approver IS NOT NULL OR OLD.refused_by IS NOT NULL OR TG_OP = 'DELETE'
     OR (NEW.site, NEW.partner_id, NEW.tab, NEW.currency, NEW.amount, NEW.reason_code, NEW.reason,
         NEW.product_id, NEW.statement_id, NEW.author, NEW.written_at, NEW.credit_note_id)
        IS DISTINCT FROM (OLD.site, OLD.partner_id, OLD.tab, OLD.currency, OLD.amount,
         OLD.reason_code, OLD.reason, OLD.product_id, OLD.statement_id, OLD.author, OLD.written_at,
         OLD.credit_note_id)
  THEN
    RAISE EXCEPTION 'adjustment % stands as it was written: % is refused', OLD.adjustment_id, TG_OP
      USING ERRCODE = 'restrict_violation', HINT = 'Write another adjustment of the difference.';
  END IF;
  RETURN NEW;
END $$;
