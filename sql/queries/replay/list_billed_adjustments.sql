-- The adjustments on a sealed run's statements, as they stand in the books of adjustments.
--   $1 run_no integer
SELECT adjustment.adjustment_id, adjustment.product_id, adjustment.partner_id, adjustment.tab,
       adjustment.currency::text, adjustment.amount, adjustment.approved_at
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.approved_at IS NOT NULL
   AND adjustment.adjustment_id IN (
       SELECT line.source_id
         FROM settlement.line AS line
        WHERE line.run_no = $1::integer
          AND line.source_kind = 3)
 ORDER BY adjustment.adjustment_no
