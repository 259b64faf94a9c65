-- Appended to a stream of order lines: products of the site's merchants, and unknown products, which
-- every site's run reports.
--   settled.site text
   AND fact.product_id NOT IN (
       SELECT product.product_id
         FROM marketplace.product AS product
         JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
        WHERE merchant.site <> (SELECT current_setting('settled.site')))
