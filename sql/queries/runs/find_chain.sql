-- The last sealed period of a site and the place the next sealed run takes.
--   $1 site text
-- Returns 1 row: last_period (null before the first), next_chain_no.
SELECT max(run.period), coalesce(max(run.chain_no), 0) + 1
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.state = 'sealed'
