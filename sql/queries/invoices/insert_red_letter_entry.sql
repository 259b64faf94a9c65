-- Enters what became of a red-letter confirmation.
--   $1 request_serial text   $2 event text ('': none)   $3 state text ('': none)
--   $4 number text ('': none)   $5 credit_note_id text ('': none)   $6 reason text ('': none)
--   $7 entered_by text   $8 entered_at timestamptz
INSERT INTO settlement.red_letter_entry (red_letter_no, event, state, number, credit_note_id, reason,
                                         entered_by, entered_at)
SELECT requested.red_letter_no, nullif($2, ''), nullif($3, ''), nullif($4, ''), nullif($5, ''),
       nullif($6, ''), $7, $8::timestamptz
  FROM settlement.red_letter AS requested
 WHERE requested.request_serial = $1
