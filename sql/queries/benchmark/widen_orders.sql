-- Makes the generated order lines as different as the rules know them: taxes where the merchant is
-- abroad, a tenth paid a month earlier, yen, cash coupons, renewals, trials, unpaid ones, sales paid by
-- voucher alone.
--   `chance` is between 0 and 99, the same for a line on every machine.
UPDATE marketplace.order_line AS sold
   SET vat_amount = CASE WHEN told.is_abroad THEN sold.sales_amount / 20 ELSE 0 END,
       customer_withholding_amount = CASE WHEN told.is_abroad AND told.chance < 50
                                          THEN sold.sales_amount / 100 ELSE 0 END,
       ordered_at = sold.ordered_at - told.earlier,
       paid_at = CASE WHEN told.chance <> 12 THEN sold.paid_at - told.earlier END,
       activated_at = CASE WHEN told.chance <> 13 THEN sold.activated_at - told.earlier END,
       line_type = CASE WHEN told.chance IN (14, 15) THEN 'renewal' ELSE 'new' END,
       effective_at = CASE WHEN told.chance IN (14, 15)
                           THEN sold.activated_at - told.earlier + interval '3 days' END,
       trial = told.chance = 16,
       currency = CASE WHEN told.chance IN (17, 18) THEN 'JPY' ELSE 'CNY' END,
       cash_coupon_amount = CASE WHEN told.chance IN (19, 20) THEN sold.cash_amount / 3 ELSE 0 END,
       voucher_amount = CASE WHEN told.chance = 21 THEN sold.sales_amount
                             ELSE sold.voucher_amount END,
       cash_amount = CASE WHEN told.chance IN (19, 20) THEN sold.cash_amount - sold.cash_amount / 3
                          WHEN told.chance = 21 THEN 0
                          ELSE sold.cash_amount END,
       credit_amount = CASE WHEN told.chance = 21 THEN 0 ELSE sold.credit_amount END
  FROM (SELECT line.line_id, merchant.site <> 'cn' AS is_abroad, drawn.chance,
               CASE WHEN drawn.chance BETWEEN 2 AND 11 THEN interval '30 days'
                    ELSE interval '0' END AS earlier
          FROM marketplace.order_line AS line
          JOIN marketplace.product AS product ON product.product_id = line.product_id
          JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
         CROSS JOIN LATERAL (
               SELECT abs(hashtext('chance of ' || line.line_id)::bigint) % 100 AS chance) AS drawn)
       AS told
 WHERE told.line_id = sold.line_id
   AND (told.is_abroad OR told.chance BETWEEN 2 AND 21)
