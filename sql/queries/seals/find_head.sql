-- The head of a run: every field of its record as text, its signature, its public key
-- and its hash.
--   $1 run_no integer
-- Returns 0 or 1 row.
SELECT head.site, head.chain_no::text, run.run_id,
       (run.period / 100)::text || '-' || lpad((run.period % 100)::text, 2, '0'),
       encode(head.previous_head, 'hex'), head.tree_size::text, encode(head.root, 'hex'),
       encode(head.run_digest, 'hex'),
       to_char(run.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), run.engine,
       to_char(head.signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       encode(head.key_id, 'hex'), head.signature, key.public_key,
       head.head_hash
  FROM settlement.seal_head AS head
  JOIN settlement.run AS run ON run.run_no = head.run_no
  JOIN settlement.seal_key AS key ON key.key_id = head.key_id
 WHERE head.run_no = $1::integer
