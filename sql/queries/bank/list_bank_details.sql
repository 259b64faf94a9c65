-- Bank details, by partner, newest first.
--   $1 partner_id text ('': all)   $2 detail_no integer (0: all)   $3 is_open_only boolean
SELECT detail.detail_no, detail.partner_id, detail.holder, detail.holder_latin, detail.account,
       detail.bic, detail.bank_name, detail.address, detail.town, detail.country::text, detail.reason,
       detail.proposed_by, detail.proposed_at, detail.approved_by, detail.approved_at,
       detail.usable_from, detail.refused_by, detail.refused_at, detail.refusal
  FROM settlement.bank_detail AS detail
 WHERE ($1 = '' OR detail.partner_id = $1)
   AND ($2::integer = 0 OR detail.detail_no = $2::integer)
   AND (NOT $3::boolean OR (detail.approved_by IS NULL AND detail.refused_by IS NULL))
 ORDER BY detail.partner_id, detail.detail_no DESC
