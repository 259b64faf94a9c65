-- The numbers that the tax bureau gives the Chinese invoices issued for our documents.

-- The newest row of a document counts; a mistake is corrected by a new row that says why.
CREATE TABLE settlement.legal_number (
  entry_no      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id    text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  number        text NOT NULL COLLATE "C",
  issued_on     date NOT NULL,
  reason        text,
  entered_by    text NOT NULL,
  entered_at    timestamptz NOT NULL,
  CONSTRAINT number_is_twenty_digits CHECK (number ~ '^[0-9]{20}$'),
  CONSTRAINT reason_is_not_empty CHECK (reason <> ''));
COMMENT ON TABLE settlement.legal_number IS
  'Fully digital invoices (数电票) of the tax bureau, by the document that each was issued for.';
COMMENT ON COLUMN settlement.legal_number.issued_on IS 'As the tax bureau''s invoice says.';
COMMENT ON COLUMN settlement.legal_number.reason IS 'Why it replaces the row before; null on the first.';
CREATE INDEX legal_number_by_invoice ON settlement.legal_number (invoice_id, entry_no);
CREATE INDEX legal_number_by_number ON settlement.legal_number (number);

CREATE TRIGGER legal_number_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.legal_number
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.legal_number ENABLE ALWAYS TRIGGER legal_number_never_changes;
