-- Self-billed invoices that replace one on which a detail was wrong: a credit note of what is left of the
-- first makes way for the second, both in the partner's series. EN 16931-1, BG-3.

ALTER TABLE settlement.invoice
  DROP CONSTRAINT asked_for_names_an_invoice,
  ADD CONSTRAINT asked_for_names_an_invoice
    CHECK (reason IS NULL
           OR (original_id IS NOT NULL AND reason <> ''
               AND (kind <> 'self_billed_credit' OR replacement_id IS NOT NULL))),
  DROP CONSTRAINT credit_note_makes_way,
  ADD CONSTRAINT credit_note_makes_way
    CHECK (replacement_id IS NULL
           OR (kind IN ('fee_credit', 'self_billed_credit') AND reason IS NOT NULL)),
  DROP CONSTRAINT set_off_of_self_billed,
  ADD CONSTRAINT set_off_of_self_billed
    CHECK (set_off = 0
           OR (agreement_no IS NOT NULL AND (kind = 'self_billed' OR replacement_id IS NOT NULL)
               AND set_off BETWEEN 0 AND gross + rounding));
COMMENT ON COLUMN settlement.invoice.set_off IS
  'What earlier credit notes gave back and is taken off its payment; of a credit note that makes way for '
  'another invoice, what was taken off that of the first. EN 16931-1, BT-113.';

-- A statement is self-billed once at each rate, and what is corrected is not billed again.
DROP INDEX settlement.statement_is_self_billed_once;
CREATE UNIQUE INDEX statement_is_self_billed_once
    ON settlement.invoice (statement_ids, tax_rate)
 WHERE agreement_no IS NOT NULL AND reason IS NULL;

DROP INDEX settlement.invoice_is_replaced_once;
CREATE UNIQUE INDEX invoice_is_replaced_once ON settlement.invoice (original_id)
 WHERE kind IN ('fee', 'fee_corrected', 'self_billed');
