-- Invoices that replace one on which a detail was wrong. Directive 2006/112/EC, article 219; EN 16931-1,
-- BG-3.

ALTER TABLE settlement.invoice
  ADD COLUMN replacement_id text COLLATE "C" REFERENCES settlement.invoice,
  DROP CONSTRAINT kind_is_known,
  ADD CONSTRAINT kind_is_known
    CHECK (kind IN ('fee', 'fee_corrected', 'fee_credit', 'self_billed', 'self_billed_credit')),
  DROP CONSTRAINT asked_for_are_credits,
  ADD CONSTRAINT asked_for_names_an_invoice
    CHECK (reason IS NULL
           OR (original_id IS NOT NULL AND agreement_no IS NULL AND reason <> '')),
  ADD CONSTRAINT replacement_has_a_reason
    CHECK (original_id IS NULL OR reason IS NOT NULL
           OR kind IN ('fee_credit', 'self_billed_credit')),
  ADD CONSTRAINT corrected_names_an_invoice CHECK (kind <> 'fee_corrected' OR original_id IS NOT NULL),
  ADD CONSTRAINT credit_note_makes_way
    CHECK (replacement_id IS NULL OR (kind = 'fee_credit' AND reason IS NOT NULL));
COMMENT ON COLUMN settlement.invoice.original_id IS
  'What a credit note corrects, if there is an invoice to correct; what an invoice replaces.';
COMMENT ON COLUMN settlement.invoice.replacement_id IS
  'Of a credit note that gives back nothing: the invoice with the right details for which it cancels one.';

-- Whoever would replace an invoice a second time finds its replacement.
CREATE UNIQUE INDEX invoice_is_replaced_once ON settlement.invoice (original_id)
 WHERE kind IN ('fee', 'fee_corrected');
CREATE UNIQUE INDEX replacement_has_one_credit_note ON settlement.invoice (replacement_id)
 WHERE replacement_id IS NOT NULL;
