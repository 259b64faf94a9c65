-- The sealed runs of a site in the order of their chain.
--   $1 site text
SELECT run.chain_no, run.period, run.as_of
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
 ORDER BY run.chain_no
