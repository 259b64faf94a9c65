-- What electronic invoices say of parties, by party, what counts last first.
--   $1 party text ('': all)
SELECT detail.role, detail.party, detail.valid_from, detail.entered_by, detail.entered_at,
       detail.country::text, detail.address_lines, detail.city, detail.post_code,
       detail.subdivision, detail.tax_number, detail.registration, detail.registration_scheme,
       detail.electronic_address, detail.address_scheme, detail.name, detail.name_en,
       detail.untaxed_as
  FROM settlement.trade_detail AS detail
 WHERE ($1 = '' OR detail.party = $1)
 ORDER BY detail.role, detail.party, detail.valid_from DESC, detail.detail_no DESC
