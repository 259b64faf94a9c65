-- Completed refunds that name no order line: a run rejects them.
--   $1 horizon timestamptz  as in the stream of order lines
-- The few refunds are looked up among the many order lines (facts/prefer_keys), or hashed where order
-- lines are a view: those whose line is found come first, so that the order lines pass by; asked the
-- other way round, every order line is hashed.
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
