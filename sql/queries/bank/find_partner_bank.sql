-- What marketplace.partner says of a partner's bank, and how long its changes cool.
--   $1 partner_id text
-- Returns 0 or 1 row.
SELECT partner.name, partner.name_en, partner.address, partner.bank_name, partner.bank_account,
       partner.bank_swift, partner.site,
       settlement.bank_mark(partner.bank_name, partner.bank_account, partner.bank_swift),
       policy.cooling_hours
  FROM marketplace.partner AS partner
  JOIN settlement.payout_policy AS policy ON policy.site = partner.site
 WHERE partner.partner_id = $1
