-- The series of a partner, or the partner that a series is of.
--   $1 partner_id text   $2 entity text
-- Returns up to 2 rows: partner_id, entity.
SELECT series.partner_id, series.entity
  FROM settlement.self_billing_series AS series
 WHERE series.partner_id = $1
    OR series.entity = $2
 ORDER BY series.partner_id
