-- The order line that a refund gives back on.
--   $1 refund_id text
SELECT refund.line_id
  FROM marketplace.refund AS refund
 WHERE refund.refund_id = $1
