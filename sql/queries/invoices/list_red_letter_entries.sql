-- What was entered of a red-letter confirmation, in its order.
--   $1 request_serial text
SELECT entry.event, entry.state, entry.number, entry.credit_note_id, entry.reason, entry.entered_by,
       entry.entered_at
  FROM settlement.red_letter_entry AS entry
  JOIN settlement.red_letter AS requested ON requested.red_letter_no = entry.red_letter_no
 WHERE requested.request_serial = $1
 ORDER BY entry.entry_no
