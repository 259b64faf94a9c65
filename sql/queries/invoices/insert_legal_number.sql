-- Enters the legal number of a document.
--   $1 invoice_id text   $2 number text   $3 issued_on date   $4 reason text ('': none)
--   $5 entered_by text   $6 entered_at timestamptz
INSERT INTO settlement.legal_number (invoice_id, number, issued_on, reason, entered_by, entered_at)
VALUES ($1, $2, $3::date, nullif($4, ''), $5, $6::timestamptz)
