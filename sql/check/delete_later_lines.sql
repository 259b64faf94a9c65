-- Leaves of the sought lines those of facts that a sealed run has lost. Which facts these are is proven
-- by the digests of their statement, or together they are what a statement lacks, or one of them is all
-- that it lacks. The others came in after the seal, as far as anybody can tell.
--   $1 statement_no bigint[]  the merchants' statements whose digests prove what they lost
--   $2 source_kind bigint[]   $3 source_id text[]  the facts that these have lost
WITH sought AS (
     SELECT line.source_kind, line.source_id, line.statement_no, line.source_kind = 1 AS is_refund,
            count(*) OVER every AS lines, sum(line.sales_amount) OVER every AS all_sales,
            sum(line.voucher_amount) OVER every AS all_voucher, line.sales_amount,
            line.voucher_amount
       FROM check_line AS line
      WHERE line.is_sought
        AND line.role = 0
        AND line.statement_no <> ALL ($1::bigint[])
     WINDOW every AS (PARTITION BY line.statement_no, line.source_kind = 1)),
     lacking AS (
     SELECT lack.statement_no, part.is_refund, part.lines, part.sales, part.voucher
       FROM check_lack AS lack
      CROSS JOIN LATERAL (
            VALUES (false, lack.orders, lack.sales, lack.voucher),
                   (true, lack.refunds, lack.refunded_sales, lack.refunded_voucher))
            AS part (is_refund, lines, sales, voucher)),
     lost AS (
     SELECT sought.source_kind, sought.source_id
       FROM sought
       JOIN lacking
         ON lacking.statement_no = sought.statement_no
        AND lacking.is_refund = sought.is_refund
      WHERE (sought.lines = lacking.lines AND sought.all_sales = lacking.sales
             AND sought.all_voucher = lacking.voucher)
         OR (lacking.lines = 1 AND sought.sales_amount = lacking.sales
             AND sought.voucher_amount = lacking.voucher)
      UNION ALL
     SELECT proven.source_kind::smallint, proven.source_id
       FROM unnest($2::bigint[], $3::text[]) AS proven (source_kind, source_id))
DELETE FROM check_line AS line
 WHERE line.is_sought
   AND NOT EXISTS (
       SELECT
         FROM lost
        WHERE lost.source_kind = line.source_kind
          AND lost.source_id = line.source_id)
