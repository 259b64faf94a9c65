-- What a run has to put on statements: approved adjustments that no sealed run billed, rule 8.4.
--   $1 site text   $2 as_of timestamptz  approved at or before it
SELECT adjustment.adjustment_id, adjustment.partner_id, adjustment.tab, adjustment.currency::text,
       adjustment.amount, adjustment.product_id, adjustment.written_at, adjustment.approved_at
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.site = $1
   AND adjustment.approved_at <= $2::timestamptz
   AND NOT EXISTS (
       SELECT
         FROM settlement.line AS line
        WHERE line.source_id = adjustment.adjustment_id
          AND line.source_kind = 3)
 ORDER BY adjustment.adjustment_no
