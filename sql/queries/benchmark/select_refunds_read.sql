-- The bare reading of the columns of refunds that a run reads.
SELECT refund.refund_id, refund.line_id, refund.status, refund.paid_refunded,
       refund.voucher_returned, refund.requested_at, refund.completed_at
  FROM marketplace.refund AS refund
