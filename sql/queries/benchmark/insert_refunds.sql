-- Refunds a third of every twentieth order line.
--   $1 completed_at timestamptz
INSERT INTO marketplace.refund (refund_id, line_id, kind, status, paid_refunded, voucher_returned,
            handling_fee, requested_at, completed_at)
SELECT 'R-' || fact.line_id, fact.line_id, 'negotiated', 'completed',
       (fact.sales_amount - fact.voucher_amount) / 3, 0, 0, $1::timestamptz, $1::timestamptz
  FROM marketplace.order_line AS fact
 WHERE hashtext(fact.line_id) % 20 = 0
