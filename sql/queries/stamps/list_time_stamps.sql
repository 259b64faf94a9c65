-- Time stamps in the order in which they were kept.
--   $1 site text ('': all)   $2 period integer (0: all)   $3 invoice_id text ('': all)
--   $4 run_no integer (0: all)
SELECT stamp.stamp_no, run.run_id, run.site, run.period, stamp.root, stamp.token, stamp.authority,
       stamp.stamped_at, stamp.asked_by, count(leaf.invoice_id), count(leaf.head_of)
  FROM settlement.time_stamp AS stamp
  JOIN settlement.run AS run ON run.run_no = stamp.run_no
  JOIN settlement.time_stamp_leaf AS leaf ON leaf.stamp_no = stamp.stamp_no
 WHERE ($1 = '' OR run.site = $1)
   AND ($2::integer = 0 OR run.period = $2::integer)
   AND ($3 = '' OR EXISTS (
       SELECT
         FROM settlement.time_stamp_leaf AS named
        WHERE named.stamp_no = stamp.stamp_no
          AND named.invoice_id = $3))
   AND ($4::integer = 0 OR run.run_no = $4::integer)
 GROUP BY stamp.stamp_no, run.run_no
 ORDER BY stamp.stamp_no
