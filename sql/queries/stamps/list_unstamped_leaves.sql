-- What a run has without a time stamp: its head first, then its signed originals by number.
--   $1 run_no integer
-- Returns run_no of a head or null, invoice_id or null, digest.
SELECT head.run_no, NULL AS invoice_id, head.head_hash AS digest
  FROM settlement.seal_head AS head
  LEFT JOIN settlement.time_stamp_leaf AS leaf ON leaf.head_of = head.run_no
 WHERE head.run_no = $1::integer
   AND leaf.stamp_no IS NULL
UNION ALL
SELECT NULL, invoice.invoice_id, original.digest
  FROM settlement.invoice AS invoice
  JOIN settlement.invoice_original AS original ON original.invoice_id = invoice.invoice_id
  LEFT JOIN settlement.time_stamp_leaf AS leaf ON leaf.invoice_id = invoice.invoice_id
 WHERE invoice.run_no = $1::integer
   AND leaf.stamp_no IS NULL
 ORDER BY 1 NULLS LAST, 2
