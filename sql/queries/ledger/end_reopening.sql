-- Ends a reopening.
--   $1 reopening_no integer   $2 ended_by text   $3 ended_at timestamptz
-- Returns 0 or 1 row: reopening_no.
UPDATE settlement.period_reopening AS reopening
   SET ended_by = $2, ended_at = $3::timestamptz
 WHERE reopening.reopening_no = $1::integer
   AND reopening.ended_at IS NULL
RETURNING reopening_no
