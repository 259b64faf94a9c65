-- Requests a red-letter confirmation.
--   $1 invoice_id text   $2 reason_code text   $3 entered_side text   $4 entered_at timestamptz
-- Returns 1 row: request_serial.
INSERT INTO settlement.red_letter (invoice_id, reason_code, entered_side, entered_at)
VALUES ($1, $2, $3, $4::timestamptz)
RETURNING request_serial
