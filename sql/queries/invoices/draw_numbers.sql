-- Draws the next numbers of a series; the row stays locked until the transaction ends, so that a
-- number that is drawn is used or was never drawn.
--   $1 entity text   $2 kind text   $3 year integer   $4 count integer
-- Returns 1 row: the last of them.
INSERT INTO settlement.number_series AS series (entity, kind, year, last_number)
VALUES ($1, $2, $3::integer, $4::integer)
ON CONFLICT ON CONSTRAINT one_series_a_year
DO UPDATE SET last_number = series.last_number + excluded.last_number
RETURNING series.last_number
