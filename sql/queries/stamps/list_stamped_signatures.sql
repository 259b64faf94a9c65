-- The documents of a run whose signatures have a time stamp, by number.
--   $1 run_no integer
SELECT stamp.invoice_id
  FROM settlement.signature_stamp AS stamp
  JOIN settlement.invoice AS invoice ON invoice.invoice_id = stamp.invoice_id
 WHERE invoice.run_no = $1::integer
 ORDER BY stamp.invoice_id
