-- The leaves of a run's tree in their order; none for a run that was sealed before they were kept.
--   $1 run_no integer
SELECT leaf.statement_id, leaf.leaf_hash
  FROM settlement.seal_leaf AS leaf
 WHERE leaf.run_no = $1::integer
 ORDER BY leaf.leaf_no
