-- Keeps the leaves of a run's tree in their order.
--   $1 run_no integer   $2 statement_ids text[]   $3 leaf_hashes text[], hexadecimal
INSERT INTO settlement.seal_leaf (run_no, leaf_no, statement_id, leaf_hash)
SELECT $1::integer, leaf.leaf_no, leaf.statement_id, decode(leaf.leaf_hash, 'hex')
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS leaf (statement_id, leaf_hash, leaf_no)
