-- Keeps what the partners of a run's site did in its month. Rule 9.1.
--   $1 run_no integer   $2 performance_no integer   $3 partner_id text[]   $4 currency text[]
--   $5 is_provider bigint[] (1: yes)   $6 orders bigint[]   $7 customers bigint[]
--   $8 gross_sales text[]   $9 discounts text[]   $10 refunds text[]   $11 cash_consumption text[]
--   $12 refunded_consumption text[]
INSERT INTO settlement.run_performance (
       run_no, performance_no, partner_id, currency, is_provider, orders, customers, gross_sales,
       discounts, refunds, cash_consumption, refunded_consumption)
SELECT $1::integer, $2::integer, kept.partner_id, kept.currency, kept.is_provider = 1, kept.orders,
       kept.customers, kept.gross_sales::numeric, kept.discounts::numeric, kept.refunds::numeric,
       kept.cash_consumption::numeric, kept.refunded_consumption::numeric
  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[])
       AS kept (partner_id, currency, is_provider, orders, customers, gross_sales, discounts,
                refunds, cash_consumption, refunded_consumption)
