-- How many relations of ours there are, how many of them are only added to, and how many others
-- daemon and commands change.
SELECT count(DISTINCT given.relation),
       count(DISTINCT given.relation) FILTER (
         WHERE refused.refuses_update AND refused.refuses_delete AND refused.refuses_truncate),
       count(DISTINCT given.relation) FILTER (WHERE given.privilege IN ('UPDATE', 'DELETE'))
  FROM settlement.right_to_operate AS given
  LEFT JOIN settlement.refused_change AS refused ON refused.relation = given.relation
