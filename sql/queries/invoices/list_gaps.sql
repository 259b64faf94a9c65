-- Numbers that were drawn and are on no document; must be none.
-- Returns site, kind, year, number.
SELECT series.site, series.kind, series.year, missing.number
  FROM settlement.number_series AS series
 CROSS JOIN LATERAL generate_series(1, series.last_number) AS missing (number)
  LEFT JOIN settlement.invoice AS invoice
    ON invoice.site = series.site
   AND invoice.kind = series.kind
   AND invoice.year = series.year
   AND invoice.number = missing.number
 WHERE invoice.invoice_id IS NULL
 ORDER BY series.site, series.kind, series.year, missing.number
