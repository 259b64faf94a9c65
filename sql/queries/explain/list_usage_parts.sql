-- What each run of a site was the first to see of an instance and month, sealed runs first.
--   $1 instance_id text   $2 month integer
-- Returns the amount as text of its integer of 14 decimals, the quantity in ten-thousandths.
SELECT part.run_no, run.run_id, run.state, run.chain_no, run.period, run.as_of, part.records,
       (part.quantity * 10000)::bigint, trunc(part.amount * 100000000000000)::text, part.first_begin, part.last_received
  FROM settlement.usage_part AS part
  JOIN settlement.run AS run ON run.run_no = part.run_no
 WHERE part.instance_id = $1
   AND part.month = $2::integer
   AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY (run.state = 'sealed') DESC, run.chain_no, run.run_no
