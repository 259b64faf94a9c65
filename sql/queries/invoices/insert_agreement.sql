-- Enters that a partner's invoices are issued by the platform, from a day on.
--   $1 partner_id text   $2 valid_from date   $3 valid_until date ('': no end)   $4 reference text
--   $5 untaxed_as text   $6 entered_by text   $7 entered_at timestamptz
INSERT INTO settlement.self_billing_agreement (partner_id, valid_from, valid_until, reference,
                                               untaxed_as, entered_by, entered_at)
VALUES ($1, $2::date, nullif($3, '')::date, $4, $5, $6, $7::timestamptz)
