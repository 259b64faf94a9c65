-- Takes over the bank details that a certified partner came with, rule 7.5, where it is to be paid
-- and none were ever known. Every later change needs a second person.
--   $1 site text   $2 currency text   $3 now timestamptz
INSERT INTO settlement.bank_detail (partner_id, holder, holder_latin, account, bic, bank_name, address,
                                    source_mark, reason, proposed_by, proposed_at, approved_by,
                                    approved_at, usable_from)
SELECT partner.partner_id, partner.name, partner.name_en, btrim(partner.bank_account),
       nullif(btrim(partner.bank_swift), ''), nullif(btrim(partner.bank_name), ''),
       nullif(btrim(partner.address), ''),
       settlement.bank_mark(partner.bank_name, partner.bank_account, partner.bank_swift),
       'as certified', 'marketplace', partner.certified_at, 'certification', $3::timestamptz,
       $3::timestamptz
  FROM marketplace.partner AS partner
 WHERE partner.certified_at <= $3::timestamptz
   AND btrim(partner.bank_account) <> ''
   AND EXISTS (
       SELECT FROM settlement.statement AS statement
        WHERE statement.partner_id = partner.partner_id
          AND statement.site = $1
          AND statement.currency = $2
          AND statement.state = 'payment_requested')
   AND NOT EXISTS (
       SELECT FROM settlement.bank_detail AS known
        WHERE known.partner_id = partner.partner_id)
