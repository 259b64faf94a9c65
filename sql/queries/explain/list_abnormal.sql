-- What runs said about an abnormal usage record, newest run first.
--   $1 usage_id bigint
SELECT run.run_id, run.state, run.period, abnormal.code, abnormal.usage_value::text
  FROM settlement.run AS run
  JOIN settlement.usage_abnormal AS abnormal
    ON abnormal.run_no = run.run_no
   AND abnormal.usage_id = $1::bigint
 WHERE run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.run_no DESC
