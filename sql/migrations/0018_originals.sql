-- The signed originals of issued documents; names that parties bear on documents; credit notes that
-- people ask for.

-- ── Originals ───────────────────────────────────────────────────────────────────────────────────

-- A signature of ECDSA is another one every time, and a later release may draw a page in another way:
-- the file itself is kept, so that the document is the same for as long as it must be shown.
CREATE TABLE settlement.invoice_original (
  invoice_id  text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  file        bytea NOT NULL,
  digest      bytea NOT NULL GENERATED ALWAYS AS (sha256(file)) STORED,
  signer      text NOT NULL,
  signed_by   text NOT NULL,
  signed_at   timestamptz NOT NULL,
  CONSTRAINT one_original_a_document PRIMARY KEY (invoice_id));
-- A PDF is compressed already.
ALTER TABLE settlement.invoice_original ALTER COLUMN file SET STORAGE EXTERNAL;
COMMENT ON TABLE settlement.invoice_original IS
  'The signed bilingual PDF of an issued document, as it is handed out.';
COMMENT ON COLUMN settlement.invoice_original.digest IS 'SHA-256 of the file, as the server computed it.';
COMMENT ON COLUMN settlement.invoice_original.signer IS
  'The subject of the certificate (RFC 4514); signed_by is who started it.';
CREATE TRIGGER invoice_original_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.invoice_original
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.invoice_original ENABLE ALWAYS TRIGGER invoice_original_never_changes;

-- ── Names ───────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE settlement.trade_detail ADD COLUMN name text, ADD COLUMN name_en text,
  ADD CONSTRAINT name_in_english_has_a_name CHECK (name_en IS NULL OR name IS NOT NULL);
COMMENT ON COLUMN settlement.trade_detail.name IS
  'What documents call the party instead of its name on the marketplace; null where that stands.';

-- ── Credit notes that people ask for ────────────────────────────────────────────────────────────

ALTER TABLE settlement.invoice ADD COLUMN reason text,
  DROP CONSTRAINT one_fee_document_a_month,
  ADD CONSTRAINT asked_for_are_credits
    CHECK (reason IS NULL OR (kind = 'fee_credit' AND original_id IS NOT NULL AND reason <> ''));
CREATE UNIQUE INDEX one_fee_document_a_month ON settlement.invoice (run_no, partner_id, currency)
 WHERE reason IS NULL;
COMMENT ON COLUMN settlement.invoice.reason IS
  'Why a person had it issued, on its page; null where the figures of a run made it.';
CREATE INDEX invoice_by_original ON settlement.invoice (original_id) WHERE original_id IS NOT NULL;

-- The fee that a credit note gives back stays on the merchant's account until an adjustment pays it.
INSERT INTO settlement.posting_rule (event, component, debit_account, credit_account, meaning) VALUES
  ('invoice', 'fee_credited',    '6001', '1122', 'the fee that a credit note asked for gives back'),
  ('seal',    'fee_credit_paid', '1122', '2202', 'adjustments with the code FEE_CREDIT: it is paid');
