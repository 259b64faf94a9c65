-- Writes the signed head of a sealed run, in the chain of the run's site.
--   $1 run_no integer   $2 previous_head bytea (null: the first)   $3 tree_size integer
--   $4 root bytea   $5 run_digest bytea   $6 signed_at timestamptz   $7 key_id bytea
--   $8 head_hash bytea   $9 signature bytea
INSERT INTO settlement.seal_head (run_no, site, chain_no, previous_head, tree_size, root,
                                  run_digest, signed_at, key_id, head_hash, signature)
SELECT run.run_no, run.site, run.chain_no, $2::bytea, $3::integer, $4::bytea, $5::bytea,
       $6::timestamptz, $7::bytea, $8::bytea, $9::bytea
  FROM settlement.run AS run
 WHERE run.run_no = $1::integer
   AND run.state = 'sealed'
