-- Lists the chain of the run, and what each run of it was the first to see (rules 1.2 and 4.3).
INSERT INTO check_sight (run_no, chain_no, period, sees_after, sees_to)
SELECT chain.run_no, chain.chain_no, chain.period,
       coalesce(max(chain.as_of) OVER (ORDER BY chain.chain_no
                                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                '-infinity'),
       chain.as_of
  FROM (SELECT sealed.run_no, sealed.chain_no, sealed.period, sealed.as_of
          FROM settlement.run AS sealed
          JOIN check_run AS checked ON sealed.site = checked.site
         WHERE sealed.state = 'sealed'
           AND sealed.chain_no < checked.chain_no
         UNION ALL
        SELECT checked.run_no, checked.chain_no, checked.period, checked.as_of
          FROM check_run AS checked) AS chain
