-- Completed refunds that name no order line: a run rejects them.
--   settled.horizon timestamptz  as in the stream of order lines, through $1
-- Returns refund_id, line_id.
SELECT refund.refund_id, refund.line_id
  FROM marketplace.refund AS refund
  LEFT JOIN marketplace.order_line AS fact ON fact.line_id = refund.line_id
 WHERE refund.status = 'completed'
   AND refund.completed_at < $1::timestamptz
   AND fact.line_id IS NULL
 ORDER BY refund.refund_id COLLATE "C"
