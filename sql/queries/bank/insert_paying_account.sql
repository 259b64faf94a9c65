-- Opens an account that partners are paid from.
--   $1 account_id text   $2 site text   $3 currency text   $4 holder text   $5 holder_latin text ('': none)
--   $6 account text   $7 bic text ('': none)   $8 bank_name text ('': none)   $9 town text ('': none)
--   $10 country text ('': none)   $11 profile text   $12 file_form text   $13 opened_by text
--   $14 opened_at timestamptz
-- Returns 0 or 1 row: account_id; none where the site, the number or the id has one.
INSERT INTO settlement.paying_account (account_id, site, currency, holder, holder_latin, account, bic,
                                       bank_name, town, country, profile, file_form, opened_by,
                                       opened_at)
VALUES ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, ''), nullif($8, ''), nullif($9, ''),
        nullif($10, ''), $11, $12, $13, $14::timestamptz)
    ON CONFLICT DO NOTHING
RETURNING account_id
