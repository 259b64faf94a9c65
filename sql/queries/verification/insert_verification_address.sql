-- Enters the address that documents print from now on.
--   $1 address text ('': none)   $2 entered_by text   $3 entered_at timestamptz
INSERT INTO settlement.verification_address (address, entered_by, entered_at)
VALUES (nullif($1, ''), $2, $3::timestamptz)
