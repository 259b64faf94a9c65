-- Keeps what a time stamp covers, in the order of its tree, less what another one covers already.
--   $1 stamp_no integer   $2 run_nos bigint[] (0: not a head)   $3 invoice_ids text[] ('': a head)
--   $4 digests text[], hexadecimal
INSERT INTO settlement.time_stamp_leaf (stamp_no, leaf_no, head_of, invoice_id, digest)
SELECT $1::integer, leaf.leaf_no, nullif(leaf.head_of, 0)::integer, nullif(leaf.invoice_id, ''),
       decode(leaf.digest, 'hex')
  FROM unnest($2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY
       AS leaf (head_of, invoice_id, digest, leaf_no)
    ON CONFLICT DO NOTHING
