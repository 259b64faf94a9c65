-- Every refund of an order line in the order in which they cumulate (rule 6.1), the others last.
--   $1 line_id text
SELECT refund.refund_id, refund.kind, refund.status, refund.paid_refunded, refund.voucher_returned,
       refund.handling_fee, refund.requested_at, refund.completed_at
  FROM marketplace.refund AS refund
 WHERE refund.line_id = $1
 ORDER BY refund.completed_at, refund.refund_id COLLATE "C"
