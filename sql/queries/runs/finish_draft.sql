-- Turns a computed run into a draft.
--   $1 run_no   $2 facts_read   $3 lines   $4 pending   $5 rejected   $6 content_hash bytea
UPDATE settlement.run AS run
   SET state = 'draft', facts_read = $2::bigint, lines = $3::bigint, pending = $4::bigint,
       rejected = $5::bigint, content_hash = $6::bytea
 WHERE run.run_no = $1::integer
   AND run.state = 'computing'
