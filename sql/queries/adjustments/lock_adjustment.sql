-- Keeps other decisions off an adjustment until the transaction ends.
--   $1 adjustment_id text
-- Returns 0 or 1 row: adjustment_id.
SELECT adjustment.adjustment_id
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.adjustment_id = $1
   FOR UPDATE
