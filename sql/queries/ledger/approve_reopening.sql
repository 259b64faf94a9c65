-- Signs a reopening that lasts; the table refuses the name of who asked for it.
--   $1 reopening_no integer   $2 approved_by text   $3 approved_at timestamptz
-- Returns 0 or 1 row: reopening_no.
UPDATE settlement.period_reopening AS reopening
   SET approved_by = $2, approved_at = $3::timestamptz
 WHERE reopening.reopening_no = $1::integer
   AND reopening.approved_by IS NULL
   AND reopening.ended_at IS NULL
   AND reopening.ends_at > $3::timestamptz
RETURNING reopening_no
