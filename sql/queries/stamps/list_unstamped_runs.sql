-- Sealed runs whose head or a signed original has no time stamp, oldest first.
--   $1 site text ('': all)   $2 period integer (0: all)
SELECT run.run_no, run.run_id
  FROM settlement.run AS run
 WHERE run.state = 'sealed'
   AND ($1 = '' OR run.site = $1)
   AND ($2::integer = 0 OR run.period = $2::integer)
   AND (EXISTS (
        SELECT
          FROM settlement.seal_head AS head
          LEFT JOIN settlement.time_stamp_leaf AS leaf ON leaf.head_of = head.run_no
         WHERE head.run_no = run.run_no
           AND leaf.stamp_no IS NULL)
        OR EXISTS (
        SELECT
          FROM settlement.invoice AS invoice
          JOIN settlement.invoice_original AS original
            ON original.invoice_id = invoice.invoice_id
          LEFT JOIN settlement.time_stamp_leaf AS leaf ON leaf.invoice_id = invoice.invoice_id
         WHERE invoice.run_no = run.run_no
           AND leaf.stamp_no IS NULL))
 ORDER BY run.run_no
