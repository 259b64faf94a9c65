-- Begins a batch of payouts.
--   $1 account_id text   $2 execution_date date   $3 planned_by text   $4 planned_at timestamptz
-- Returns 1 row: batch_no, batch_id.
INSERT INTO settlement.payout_batch (account_id, execution_date, state, planned_by, planned_at)
VALUES ($1, $2::date, 'planned', $3, $4::timestamptz)
RETURNING batch_no, batch_id
