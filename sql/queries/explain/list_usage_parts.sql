-- What each run was the first to see of an instance and month, oldest run first. Rule 4.3.
--   $1 instance_id text   $2 month integer   $3 site text
-- Returns the amount as text of its integer of 14 decimals, the quantity in ten-thousandths.
SELECT run.run_no, run.run_id, run.state, part.records, (part.quantity * 10000)::bigint,
       trunc(part.amount * 100000000000000)::text, part.first_begin, part.last_received
  FROM settlement.run AS run
  JOIN settlement.usage_part AS part
    ON part.run_no = run.run_no
   AND part.instance_id = $1
   AND part.month = $2::integer
 WHERE run.state IN ('draft', 'in_review', 'approved', 'sealed')
   AND run.site = $3
 ORDER BY run.chain_no, run.run_no
