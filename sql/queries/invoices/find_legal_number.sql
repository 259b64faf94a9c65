-- The document that bears a legal number now; none where it is free.
--   $1 number text
SELECT given.invoice_id
  FROM settlement.legal_number AS given
 WHERE given.number = $1
   AND NOT EXISTS (
       SELECT FROM settlement.legal_number AS later
        WHERE later.invoice_id = given.invoice_id
          AND later.entry_no > given.entry_no)
