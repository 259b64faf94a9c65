-- As facts/list_lost_refunds, where order lines are a view, which has no keys to look up.
--   $1 horizon timestamptz
-- Those whose line is found come first, so that the order lines pass by the refunds; asked the other
-- way round, every order line is hashed.
-- Returns refund_id, line_id.
WITH found AS (
     SELECT refund.refund_id
       FROM marketplace.order_line AS fact
       JOIN marketplace.refund AS refund ON refund.line_id = fact.line_id)
SELECT refund.refund_id, refund.line_id
  FROM marketplace.refund AS refund
  LEFT JOIN found ON found.refund_id = refund.refund_id
 WHERE refund.status = 'completed'
   AND refund.completed_at < $1::timestamptz
   AND found.refund_id IS NULL
 ORDER BY refund.refund_id COLLATE "C"
