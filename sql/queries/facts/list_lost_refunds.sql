-- Completed refunds that name no order line: a run rejects them. The few refunds are looked up among the
-- many order lines (facts/prefer_keys).
--   $1 horizon timestamptz  as in the stream of order lines
-- Returns refund_id, line_id.
SELECT refund.refund_id, refund.line_id
  FROM marketplace.refund AS refund
 WHERE refund.status = 'completed'
   AND refund.completed_at < $1::timestamptz
   AND NOT EXISTS (
       SELECT 1
         FROM marketplace.order_line AS fact
        WHERE fact.line_id = refund.line_id)
 ORDER BY refund.refund_id COLLATE "C"
