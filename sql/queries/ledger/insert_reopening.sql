-- Asks for a closed month to take entries again.
--   $1 site text   $2 period integer   $3 reason text   $4 ends_at timestamptz   $5 requested_by text
--   $6 requested_at timestamptz
-- Returns 0 or 1 row: reopening_no; none while another one of the month lasts.
INSERT INTO settlement.period_reopening (site, period, reason, ends_at, requested_by, requested_at)
VALUES ($1, $2::integer, $3, $4::timestamptz, $5, $6::timestamptz)
    ON CONFLICT DO NOTHING
RETURNING reopening_no
