-- Holds a partner's statements back.
--   $1 partner_id text   $2 reason text   $3 held_from timestamptz   $4 held_by text
--   $5 ends_when text
INSERT INTO settlement.hold (partner_id, reason, held_from, held_by, ends_when)
SELECT partner.partner_id, $2, $3::timestamptz, $4, $5
  FROM marketplace.partner AS partner
 WHERE partner.partner_id = $1
RETURNING hold_no
