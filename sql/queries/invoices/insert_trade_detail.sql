-- Writes what electronic invoices say of a party from a day on.
--   $1 role text   $2 party text   $3 valid_from date   $4 country text   $5 address_lines text
--   $6 city text ('': none)   $7 post_code text ('': none)   $8 subdivision text ('': none)
--   $9 tax_number text ('': none)   $10 registration text ('': none)
--   $11 registration_scheme text ('': none)   $12 electronic_address text ('': none)
--   $13 address_scheme text ('': none)   $14 name text ('': none)   $15 name_en text ('': none)
--   $16 untaxed_as text ('': none)   $17 entered_by text   $18 entered_at timestamptz
INSERT INTO settlement.trade_detail (role, party, valid_from, country, address_lines, city, post_code,
                                     subdivision, tax_number, registration, registration_scheme,
                                     electronic_address, address_scheme, name, name_en,
                                     untaxed_as, entered_by, entered_at)
VALUES ($1, $2, $3::date, $4, $5, nullif($6, ''), nullif($7, ''), nullif($8, ''), nullif($9, ''),
        nullif($10, ''), nullif($11, ''), nullif($12, ''), nullif($13, ''), nullif($14, ''),
        nullif($15, ''), nullif($16, ''), $17, $18::timestamptz)
