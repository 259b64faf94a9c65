-- A usage line as each live and sealed run found it open, oldest run first. Rules 4.3 and 4.6.
--   $1 instance_id text   $2 month integer   $3 number integer   $4 site text
-- Returns the amount as text of its integer of 14 decimals, the quantity in ten-thousandths.
SELECT run.run_no, run.run_id, run.state, found.records, (found.quantity * 10000)::bigint,
       trunc(found.amount * 100000000000000)::text, found.first_begin, found.last_received,
       found.is_late
  FROM settlement.run AS run
  JOIN settlement.usage_open AS found
    ON found.run_no = run.run_no
   AND found.instance_id = $1
   AND found.month = $2::integer
   AND found.number = $3::integer
 WHERE run.state IN ('draft', 'in_review', 'approved', 'sealed')
   AND run.site = $4
 ORDER BY run.chain_no, run.run_no
