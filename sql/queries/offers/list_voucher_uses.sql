-- What vouchers are used for in orders that name vouchers on several lines: the sales of the lines
-- that name one, by order. Rule 9.4. Nothing is read where there are no vouchers, and order lines are
-- read a second time only where there is such an order.
-- Returns order_id, voucher_id, currency, sales; what is beyond 64 bits meets every threshold all the
-- same, and is returned as the greatest amount (or the least).
WITH several AS MATERIALIZED (
     SELECT fact.order_id
       FROM marketplace.order_line AS fact
      WHERE fact.voucher_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM marketplace.voucher)
      GROUP BY fact.order_id
     HAVING count(*) > 1)
SELECT fact.order_id, fact.voucher_id, fact.currency::text,
       greatest(least(sum(fact.sales_amount), 9223372036854775807), -9223372036854775808)::bigint
       AS sales
  FROM marketplace.order_line AS fact
 WHERE fact.voucher_id IS NOT NULL
   AND EXISTS (SELECT 1 FROM several)
   AND fact.order_id IN (SELECT several.order_id FROM several)
 GROUP BY fact.order_id, fact.voucher_id, fact.currency
 ORDER BY fact.order_id COLLATE "C", fact.voucher_id COLLATE "C", fact.currency
