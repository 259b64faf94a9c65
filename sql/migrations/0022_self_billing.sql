-- Invoices that the platform issues in a partner's name: the agreements they rest on, the partner's
-- own series of numbers, and the items of a document. Directive 2006/112/EC, article 224.

-- ── Agreements ──────────────────────────────────────────────────────────────────────────────────

-- A partner's documents are numbered in a series of its own, whoever draws them up. Article 226 (2).
CREATE TABLE settlement.self_billing_series (
  partner_id   text NOT NULL COLLATE "C",
  entity       text NOT NULL COLLATE "C",
  CONSTRAINT one_series_a_partner PRIMARY KEY (partner_id),
  CONSTRAINT one_partner_a_series UNIQUE (entity),
  CONSTRAINT entity_is_plain CHECK (entity ~ '^[A-Z0-9]{1,12}$'),
  CONSTRAINT entity_is_no_site CHECK (entity NOT IN ('CN', 'INTL', 'EU')));
COMMENT ON TABLE settlement.self_billing_series IS
  'What the numbers of documents begin with that are issued in a partner''s name; never another.';
CREATE TRIGGER self_billing_series_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.self_billing_series
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.self_billing_series
  ENABLE ALWAYS TRIGGER self_billing_series_never_changes;

-- The newest row of a partner whose day has come counts; an end is a new row.
CREATE TABLE settlement.self_billing_agreement (
  agreement_no  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner_id    text NOT NULL COLLATE "C" REFERENCES settlement.self_billing_series,
  valid_from    date NOT NULL,
  valid_until   date,
  reference     text NOT NULL,
  untaxed_as    text NOT NULL,
  entered_by    text NOT NULL,
  entered_at    timestamptz NOT NULL,
  CONSTRAINT ends_after_it_begins CHECK (valid_until >= valid_from),
  CONSTRAINT reference_is_given CHECK (btrim(reference) <> ''),
  CONSTRAINT untaxed_is_known CHECK (untaxed_as IN ('Z', 'AE', 'G', 'O')));
COMMENT ON TABLE settlement.self_billing_agreement IS
  'Which partners have agreed that the platform issues their invoices, since when and by what paper.';
COMMENT ON COLUMN settlement.self_billing_agreement.valid_until IS
  'The last day; null while it has no end.';
COMMENT ON COLUMN settlement.self_billing_agreement.untaxed_as IS
  'Category of what the partner sells without tax, as in settlement.trade_detail.';
CREATE INDEX self_billing_agreement_by_partner
    ON settlement.self_billing_agreement (partner_id, valid_from);
CREATE TRIGGER self_billing_agreement_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.self_billing_agreement
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.self_billing_agreement
  ENABLE ALWAYS TRIGGER self_billing_agreement_never_changes;

-- ── Numbers ─────────────────────────────────────────────────────────────────────────────────────

-- A series is of an entity: the platform at a site, or a partner.
ALTER TABLE settlement.number_series RENAME COLUMN site TO entity;
UPDATE settlement.number_series SET entity = upper(entity);
COMMENT ON COLUMN settlement.number_series.entity IS
  'What its numbers begin with: the site of an issuer, or what settlement.self_billing_series has.';

-- ── Documents ───────────────────────────────────────────────────────────────────────────────────

ALTER TABLE settlement.invoice
  ADD COLUMN entity text COLLATE "C" GENERATED ALWAYS AS (split_part(invoice_id, '-', 1)) STORED,
  ADD COLUMN agreement_no integer REFERENCES settlement.self_billing_agreement,
  ADD COLUMN rounding bigint NOT NULL DEFAULT 0,
  ADD COLUMN set_off bigint NOT NULL DEFAULT 0,
  DROP CONSTRAINT number_is_used_once,
  ADD CONSTRAINT number_is_used_once UNIQUE (entity, kind, year, number),
  DROP CONSTRAINT kind_is_known,
  ADD CONSTRAINT kind_is_known
    CHECK (kind IN ('fee', 'fee_credit', 'self_billed', 'self_billed_credit')),
  ADD CONSTRAINT self_billed_by_agreement
    CHECK ((agreement_no IS NOT NULL) = (kind IN ('self_billed', 'self_billed_credit'))),
  ADD CONSTRAINT self_billed_credit_corrects
    CHECK (kind <> 'self_billed_credit' OR original_id IS NOT NULL),
  ADD CONSTRAINT rounding_of_self_billed CHECK (rounding = 0 OR agreement_no IS NOT NULL),
  ADD CONSTRAINT set_off_of_self_billed
    CHECK (set_off = 0 OR (kind = 'self_billed' AND set_off BETWEEN 0 AND gross + rounding));
COMMENT ON COLUMN settlement.invoice.entity IS 'What the number begins with: whose series it is of.';
COMMENT ON COLUMN settlement.invoice.agreement_no IS
  'By which agreement it was issued in the partner''s name; null of the platform''s own documents.';
COMMENT ON COLUMN settlement.invoice.rounding IS
  'What leads from net and tax to the amount that the statement owes. EN 16931-1, BT-114.';
COMMENT ON COLUMN settlement.invoice.set_off IS
  'What earlier credit notes gave back and is taken off its payment. EN 16931-1, BT-113.';

DROP INDEX settlement.one_fee_document_a_month;
CREATE UNIQUE INDEX one_fee_document_a_month ON settlement.invoice (run_no, partner_id, currency)
 WHERE reason IS NULL AND agreement_no IS NULL;
CREATE UNIQUE INDEX statement_is_self_billed_once
    ON settlement.invoice (statement_ids, tax_rate) WHERE agreement_no IS NOT NULL;

CREATE TABLE settlement.invoice_item (
  invoice_id   text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  item_no      integer NOT NULL,
  product_id   text COLLATE "C",
  description  text NOT NULL,
  net          bigint NOT NULL,
  CONSTRAINT item_no_names_one PRIMARY KEY (invoice_id, item_no));
COMMENT ON TABLE settlement.invoice_item IS
  'What a self-billed document is for, in the order in which it says so.';
COMMENT ON COLUMN settlement.invoice_item.net IS
  'Without tax, minor units; below zero it is an allowance on the others.';
COMMENT ON COLUMN settlement.invoice_item.product_id IS
  'Null of adjustments, incentives and what the statement before left.';
CREATE TRIGGER invoice_item_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.invoice_item
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.invoice_item ENABLE ALWAYS TRIGGER invoice_item_never_changes;
