-- Adds to the generated refunds: the rest of every third refunded line, one that exceeds what was paid
-- of every seventh, vouchers given back where nothing else was paid, and refunds of the month before;
-- and the repayments of that month, in the next.
WITH repaid AS (
       INSERT INTO marketplace.repayment (customer_id, month, repaid_at)
       SELECT 'C-' || number, date '2026-09-01',
              timestamptz '2026-09-28 00:00+08' + number % 3 * interval '8 days'
         FROM generate_series(1, 50000) AS number
        WHERE number % 11 <> 0)
INSERT INTO marketplace.refund (refund_id, line_id, kind, status, paid_refunded, voucher_returned,
            handling_fee, requested_at, completed_at)
SELECT 'RR-' || again.kind || '-' || again.line_id, again.line_id, 'negotiated',
       CASE again.kind WHEN 'open' THEN 'approved' ELSE 'completed' END,
       again.paid, again.voucher, 0, again.completed_at, again.completed_at
  FROM (SELECT 'rest' AS kind, sold.line_id,
               sold.sales_amount - sold.voucher_amount - first.paid_refunded AS paid,
               sold.voucher_amount AS voucher, first.completed_at + interval '1 hour' AS completed_at
          FROM marketplace.refund AS first
          JOIN marketplace.order_line AS sold ON sold.line_id = first.line_id
         WHERE hashtext('rest of ' || sold.line_id) % 3 = 0
           AND sold.sales_amount - sold.voucher_amount >= first.paid_refunded
         UNION ALL
        SELECT 'more', sold.line_id, sold.sales_amount + 1, 0, first.completed_at + interval '30 minutes'
          FROM marketplace.refund AS first
          JOIN marketplace.order_line AS sold ON sold.line_id = first.line_id
         WHERE hashtext('more of ' || sold.line_id) % 97 = 0
         UNION ALL
        SELECT 'voucher', sold.line_id, 0, sold.voucher_amount / 2, sold.paid_at + interval '2 days'
          FROM marketplace.order_line AS sold
         WHERE sold.sales_amount = sold.voucher_amount
           AND hashtext('voucher of ' || sold.line_id) % 5 = 0
           AND sold.paid_at IS NOT NULL
         UNION ALL
        SELECT 'early', sold.line_id, (sold.sales_amount - sold.voucher_amount) / 7, 0,
               sold.paid_at + interval '1 day'
          FROM marketplace.order_line AS sold
         WHERE sold.paid_at < timestamptz '2026-10-01 00:00+08'
           AND hashtext('early of ' || sold.line_id) % 10 = 0
         UNION ALL
        SELECT 'open', sold.line_id, sold.sales_amount - sold.voucher_amount, 0,
               sold.paid_at + interval '1 day'
          FROM marketplace.order_line AS sold
         WHERE hashtext('open of ' || sold.line_id) % 100 = 0
           AND sold.paid_at IS NOT NULL) AS again
