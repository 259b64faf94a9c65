-- Red-letter confirmations (红字信息确认单): the agreement of seller and buyer that the tax bureau
-- wants before a red invoice reverses a blue one.

-- The request never changes; what becomes of it is in settlement.red_letter_entry.
CREATE TABLE settlement.red_letter (
  red_letter_no   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id      text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  request_serial  text NOT NULL COLLATE "C"
                  GENERATED ALWAYS AS ('RLC-' || red_letter_no::text) STORED,
  reason_code     text NOT NULL COLLATE "C",
  entered_side    text NOT NULL COLLATE "C",
  entered_at      timestamptz NOT NULL,
  CONSTRAINT serial_names_one UNIQUE (request_serial),
  CONSTRAINT reason_code_is_known CHECK (reason_code IN ('01', '02', '03', '04')),
  CONSTRAINT side_is_known CHECK (entered_side IN ('seller', 'buyer')));
COMMENT ON TABLE settlement.red_letter IS
  'Red-letter confirmations (红字信息确认单) as they were requested; never deleted, never used again.';
COMMENT ON COLUMN settlement.red_letter.request_serial IS
  'Ours, one for every request: the tax platform takes each only once.';
COMMENT ON COLUMN settlement.red_letter.invoice_id IS
  'The document whose blue invoice is reversed; its number at the tax bureau is in settlement.legal_number.';
COMMENT ON COLUMN settlement.red_letter.reason_code IS
  '01 issued in error, 02 goods returned, 03 service ended, 04 sales allowance.';
COMMENT ON COLUMN settlement.red_letter.entered_side IS 'Who enters it; the other side answers.';
COMMENT ON COLUMN settlement.red_letter.entered_at IS
  'When it was entered at the tax platform; the 72 hours for an answer begin there.';
CREATE INDEX red_letter_by_invoice ON settlement.red_letter (invoice_id, red_letter_no);

-- The newest state and number of a request count; its credit note is named once.
CREATE TABLE settlement.red_letter_entry (
  entry_no        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  red_letter_no   integer NOT NULL REFERENCES settlement.red_letter,
  event           text COLLATE "C",
  state           text COLLATE "C",
  number          text COLLATE "C",
  credit_note_id  text COLLATE "C" REFERENCES settlement.invoice,
  reason          text,
  entered_by      text NOT NULL,
  entered_at      timestamptz NOT NULL,
  CONSTRAINT entry_says_something
    CHECK (event IS NOT NULL OR number IS NOT NULL OR credit_note_id IS NOT NULL),
  CONSTRAINT event_leads_to_a_state CHECK ((event IS NULL) = (state IS NULL)),
  CONSTRAINT event_is_known
    CHECK (event IN ('requested', 'found_unneeded', 'seller_entered', 'buyer_entered',
                     'seller_confirmed', 'buyer_confirmed', 'seller_refused', 'buyer_refused',
                     'time_limit_passed', 'withdrawn_before_confirmation',
                     'withdrawn_after_confirmation', 'voucher_found_abnormal', 'taxpayer_blocked',
                     'person_refused', 'tax_refund_applied', 'red_invoice_issued')),
  CONSTRAINT state_is_known
    CHECK (state IN ('requested', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11',
                     '12', '13', 'issued')),
  CONSTRAINT number_is_twenty_digits CHECK (number ~ '^[0-9]{20}$'),
  CONSTRAINT reason_is_not_empty CHECK (reason <> ''));
COMMENT ON TABLE settlement.red_letter_entry IS
  'What became of each red-letter confirmation, in the order in which it was entered here.';
COMMENT ON COLUMN settlement.red_letter_entry.event IS
  'What the tax platform reports; null where only a number or a credit note was entered.';
COMMENT ON COLUMN settlement.red_letter_entry.state IS
  'The tax platform''s code after the event; requested before it answers, issued for good.';
COMMENT ON COLUMN settlement.red_letter_entry.number IS
  'Of the confirmation at the tax bureau, 红字信息确认单编号; null where none was entered.';
COMMENT ON COLUMN settlement.red_letter_entry.credit_note_id IS
  'Our document for which the red invoice is issued; null where none was entered.';
COMMENT ON COLUMN settlement.red_letter_entry.reason IS
  'Why a person decided so, or corrected a number; null where the tax platform''s word is enough.';
CREATE INDEX red_letter_entry_by_request
    ON settlement.red_letter_entry (red_letter_no, entry_no);
CREATE INDEX red_letter_entry_by_number ON settlement.red_letter_entry (number);
CREATE INDEX red_letter_entry_by_credit_note ON settlement.red_letter_entry (credit_note_id);

CREATE TRIGGER red_letter_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.red_letter
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.red_letter ENABLE ALWAYS TRIGGER red_letter_never_changes;
CREATE TRIGGER red_letter_entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.red_letter_entry
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.red_letter_entry ENABLE ALWAYS TRIGGER red_letter_entry_never_changes;
