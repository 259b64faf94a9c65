-- Records what a partner says is wrong about a statement.
--   $1 run_no integer   $2 statement_no integer   $3 disputed_by text   $4 disputed_at timestamptz
--   $5 reason text   $6 evidence text
-- Returns 1 row: dispute_no.
INSERT INTO settlement.dispute (run_no, statement_no, disputed_by, disputed_at, reason, evidence)
VALUES ($1::integer, $2::integer, $3, $4::timestamptz, $5, $6)
RETURNING dispute_no
