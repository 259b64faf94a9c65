-- The sealed runs of a site before a place in its chain, in the order they were sealed.
--   $1 site text   $2 chain_no integer
SELECT run.run_no
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
   AND run.chain_no < $2::integer
 ORDER BY run.chain_no
