-- Signed originals whose signature has no time stamp, by number.
--   $1 site text ('': all)   $2 period integer (0: all)   $3 run_no integer (0: all)
--   $4 most integer
-- Returns invoice_id, file.
SELECT invoice.invoice_id, original.file
  FROM settlement.invoice_original AS original
  JOIN settlement.invoice AS invoice ON invoice.invoice_id = original.invoice_id
  LEFT JOIN settlement.signature_stamp AS stamp ON stamp.invoice_id = original.invoice_id
 WHERE ($1 = '' OR invoice.site = $1)
   AND ($2::integer = 0 OR invoice.period = $2::integer)
   AND ($3::integer = 0 OR invoice.run_no = $3::integer)
   AND stamp.invoice_id IS NULL
 ORDER BY invoice.invoice_id
 LIMIT $4::integer
