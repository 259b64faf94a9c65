-- Red-letter confirmations, newest first, with what has become of each.
--   $1 request_serial text ('': all)   $2 invoice_id text ('': all)
--   $3 credit_note_id text ('': all)   $4 number text ('': all)
SELECT requested.request_serial, requested.invoice_id, blue.partner_id, requested.reason_code,
       requested.entered_side, requested.entered_at, story.events, story.state, known.number,
       named.credit_note_id, legal.number
  FROM settlement.red_letter AS requested
  JOIN settlement.invoice AS blue ON blue.invoice_id = requested.invoice_id
 CROSS JOIN LATERAL (
       SELECT string_agg(entry.event, ' ' ORDER BY entry.entry_no) AS events,
              (array_agg(entry.state ORDER BY entry.entry_no DESC))[1] AS state
         FROM settlement.red_letter_entry AS entry
        WHERE entry.red_letter_no = requested.red_letter_no
          AND entry.event IS NOT NULL) AS story
  LEFT JOIN LATERAL (
       SELECT entry.number
         FROM settlement.red_letter_entry AS entry
        WHERE entry.red_letter_no = requested.red_letter_no
          AND entry.number IS NOT NULL
        ORDER BY entry.entry_no DESC
        LIMIT 1) AS known ON true
  LEFT JOIN LATERAL (
       SELECT entry.credit_note_id
         FROM settlement.red_letter_entry AS entry
        WHERE entry.red_letter_no = requested.red_letter_no
          AND entry.credit_note_id IS NOT NULL
        ORDER BY entry.entry_no DESC
        LIMIT 1) AS named ON true
  LEFT JOIN LATERAL (
       SELECT given.number
         FROM settlement.legal_number AS given
        WHERE given.invoice_id = requested.invoice_id
        ORDER BY given.entry_no DESC
        LIMIT 1) AS legal ON true
 WHERE ($1 = '' OR requested.request_serial = $1)
   AND ($2 = '' OR requested.invoice_id = $2)
   AND ($3 = '' OR named.credit_note_id = $3)
   AND ($4 = '' OR known.number = $4)
 ORDER BY requested.red_letter_no DESC
