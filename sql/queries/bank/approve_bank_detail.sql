-- Signs a proposal that nobody has decided; the table refuses the name of who proposed it.
--   $1 detail_no integer   $2 approved_by text   $3 approved_at timestamptz
--   $4 usable_from timestamptz
-- Returns 0 or 1 row: detail_no.
UPDATE settlement.bank_detail AS detail
   SET approved_by = $2, approved_at = $3::timestamptz, usable_from = $4::timestamptz
 WHERE detail.detail_no = $1::integer
   AND detail.approved_by IS NULL
   AND detail.refused_by IS NULL
RETURNING detail_no
