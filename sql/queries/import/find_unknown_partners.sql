-- Finds references to partners that do not exist.
-- Returns, by table and key: table_name, key (its parts joined by '/'), column_name, value, reason,
--   remedy.
SELECT dangling.table_name, dangling.key, dangling.column_name, dangling.value,
       'no partner has this id' AS reason,
       'add the partner to partner.csv or correct the id' AS remedy
  FROM (
        SELECT 'product', product.product_id, 'merchant_id', product.merchant_id
          FROM marketplace.product AS product
         WHERE NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = product.merchant_id)
         UNION ALL
        SELECT 'customer', customer.customer_id, 'csp_id', customer.csp_id
          FROM marketplace.customer AS customer
         WHERE customer.csp_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = customer.csp_id)
         UNION ALL
        SELECT 'csp_terms', terms.csp_terms_id, 'csp_id', terms.csp_id
          FROM marketplace.csp_terms AS terms
         WHERE NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = terms.csp_id)
         UNION ALL
        SELECT 'order_line', line.line_id, 'csp_id', line.csp_id
          FROM marketplace.order_line AS line
         WHERE line.csp_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = line.csp_id)
         UNION ALL
        SELECT 'order_line', line.line_id, 'operator_id', line.operator_id
          FROM marketplace.order_line AS line
         WHERE line.operator_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = line.operator_id)
         UNION ALL
        SELECT 'offer', offer.offer_id, 'merchant_id', offer.merchant_id
          FROM marketplace.offer AS offer
         WHERE NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = offer.merchant_id)
         UNION ALL
        SELECT 'voucher', voucher.voucher_id, 'merchant_id', voucher.merchant_id
          FROM marketplace.voucher AS voucher
         WHERE NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = voucher.merchant_id)
         UNION ALL
        SELECT 'incentive_policy', policy.policy_id, 'partner_id', policy.partner_id
          FROM marketplace.incentive_policy AS policy
         WHERE policy.partner_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM marketplace.partner AS known
                            WHERE known.partner_id = policy.partner_id)
       ) AS dangling (table_name, key, column_name, value)
 ORDER BY dangling.table_name, dangling.key COLLATE "C", dangling.column_name
