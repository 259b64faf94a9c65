-- How many runs are in each state.
SELECT run.state, count(*)
  FROM settlement.run AS run
 GROUP BY run.state
 ORDER BY run.state
