-- What sealed runs of a period kept of their partners' performance, by partner and currency. Rule 9.1.
--   $1 period integer   $2 site text ('': all)   $3 partner_id text ('': all)
SELECT run.site, kept.partner_id, kept.currency::text, kept.is_provider, kept.orders,
       kept.customers, kept.gross_sales::text, kept.discounts::text, kept.refunds::text,
       kept.cash_consumption::text, kept.refunded_consumption::text
  FROM settlement.run AS run
  JOIN settlement.run_performance AS kept
    ON kept.run_no = run.run_no
   AND kept.performance_no = run.performance_no
 WHERE run.period = $1::integer
   AND run.state = 'sealed'
   AND $2::text IN ('', run.site)
   AND $3::text IN ('', kept.partner_id)
 ORDER BY kept.partner_id, kept.currency::text COLLATE "C"
