-- How many signed originals have no time stamp in their signature.
SELECT count(*)
  FROM settlement.invoice_original AS original
  LEFT JOIN settlement.signature_stamp AS stamp ON stamp.invoice_id = original.invoice_id
 WHERE stamp.invoice_id IS NULL
