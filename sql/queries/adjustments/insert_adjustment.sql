-- Writes an adjustment that waits for its approval, rule 8.4.
--   $1 site text   $2 partner_id text   $3 tab text   $4 currency text   $5 amount bigint, signed
--   $6 reason_code text   $7 reason text   $8 product_id text ('': none)
--   $9 statement_id text ('': none)   $10 author text   $11 written_at timestamptz
--   $12 credit_note_id text ('': none)
-- Returns 1 row: adjustment_id.
INSERT INTO settlement.adjustment (site, partner_id, tab, currency, amount, reason_code, reason,
                                   product_id, statement_id, author, written_at, credit_note_id)
VALUES ($1, $2, $3, $4, $5::bigint, $6, $7, nullif($8, ''), nullif($9, ''), $10, $11::timestamptz,
        nullif($12, ''))
RETURNING adjustment_id
