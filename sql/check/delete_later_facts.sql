-- Leaves of the sought facts those that a sealed run has lost: together they are what a statement lacks, or
-- one of them is all that it lacks. The others came in after the seal, as far as anybody can tell.
DELETE FROM check_fact AS sought
 WHERE sought.is_sought
   AND NOT EXISTS (
       SELECT
         FROM (SELECT fact.fact_no, fact.sales, fact.voucher, lack.orders,
                      lack.sales AS lacking_sales, lack.voucher AS lacking_voucher,
                      count(*) OVER statement AS all_orders, sum(fact.sales) OVER statement AS all_sales,
                      sum(fact.voucher) OVER statement AS all_voucher
                 FROM check_fact AS fact
                 JOIN check_terms AS terms ON terms.terms_no = fact.terms_no
                 JOIN check_lack AS lack
                   ON lack.merchant_id = terms.merchant_id
                  AND lack.tab = terms.tab
                  AND lack.currency = fact.currency
                WHERE fact.is_sought
               WINDOW statement AS (PARTITION BY lack.statement_no)) AS lost
        WHERE lost.fact_no = sought.fact_no
          AND ((lost.all_orders = lost.orders AND lost.all_sales = lost.lacking_sales
                AND lost.all_voucher = lost.lacking_voucher)
               OR (lost.orders = 1 AND lost.sales = lost.lacking_sales
                   AND lost.voucher = lost.lacking_voucher)))
