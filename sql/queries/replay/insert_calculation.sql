-- Begins a calculation.
--   $1 title text   $2 now timestamptz   $3 is_kept boolean
-- Returns its number.
INSERT INTO scratch.calculation (title, begun_at, is_kept)
VALUES ($1, $2::timestamptz, $3::boolean)
RETURNING calculation_no
