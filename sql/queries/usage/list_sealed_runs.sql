-- The sealed runs of a site before a place in its chain, and how many instances each refused.
--   $1 site text   $2 chain_no integer
-- Returns run_no, chain_no, period, as_of, refused; ascending by chain_no.
SELECT run.run_no, run.chain_no, run.period, run.as_of,
       (SELECT count(*)
          FROM settlement.usage_refused AS refused
         WHERE refused.run_no = run.run_no) AS refused
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
   AND run.chain_no < $2::integer
 ORDER BY run.chain_no
