-- Proposes bank details of a partner.
--   $1 partner_id text   $2 holder text   $3 holder_latin text ('': none)   $4 account text
--   $5 bic text ('': none)   $6 bank_name text ('': none)   $7 address text ('': none)
--   $8 town text ('': none)   $9 country text ('': none)   $10 source_mark bytea   $11 reason text
--   $12 proposed_by text   $13 proposed_at timestamptz
-- Returns 0 or 1 row: detail_no; none while another proposal of the partner is open.
INSERT INTO settlement.bank_detail (partner_id, holder, holder_latin, account, bic, bank_name, address,
                                    town, country, source_mark, reason, proposed_by, proposed_at)
VALUES ($1, $2, nullif($3, ''), $4, nullif($5, ''), nullif($6, ''), nullif($7, ''), nullif($8, ''),
        nullif($9, ''), $10::bytea, $11, $12, $13::timestamptz)
    ON CONFLICT DO NOTHING
RETURNING detail_no
