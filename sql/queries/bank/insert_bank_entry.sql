-- Keeps a booking on one of our accounts.
--   $1 file_no integer   $2 identity text   $3 account_id text   $4 booked_on date   $5 amount bigint
-- Returns 1 row: entry_no.
INSERT INTO settlement.bank_entry (file_no, identity, account_id, booked_on, amount)
VALUES ($1::integer, $2, $3, $4::date, $5::bigint)
RETURNING entry_no
