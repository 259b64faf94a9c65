-- Numbers that were drawn and are on no document; must be none.
-- Returns entity, kind, year, number.
SELECT series.entity, series.kind, series.year, missing.number
  FROM settlement.number_series AS series
 CROSS JOIN LATERAL generate_series(1, series.last_number) AS missing (number)
  LEFT JOIN settlement.invoice AS invoice
    ON invoice.entity = series.entity
   AND invoice.kind = series.kind
   AND invoice.year = series.year
   AND invoice.number = missing.number
 WHERE invoice.invoice_id IS NULL
 ORDER BY series.entity, series.kind, series.year, missing.number
