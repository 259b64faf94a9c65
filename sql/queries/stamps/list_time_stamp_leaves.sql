-- What a time stamp covers, in the order of its tree, and what is there now.
--   $1 stamp_no integer
-- Returns run_no of a head or null, invoice_id or null, digest, the digest that is stored beside it.
SELECT leaf.head_of, leaf.invoice_id, leaf.digest, coalesce(head.head_hash, original.digest)
  FROM settlement.time_stamp_leaf AS leaf
  LEFT JOIN settlement.seal_head AS head ON head.run_no = leaf.head_of
  LEFT JOIN settlement.invoice_original AS original ON original.invoice_id = leaf.invoice_id
 WHERE leaf.stamp_no = $1::integer
 ORDER BY leaf.leaf_no
