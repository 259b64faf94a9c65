-- Turns down a proposal that nobody has decided.
--   $1 detail_no integer   $2 refused_by text   $3 refused_at timestamptz   $4 refusal text
-- Returns 0 or 1 row: detail_no.
UPDATE settlement.bank_detail AS detail
   SET refused_by = $2, refused_at = $3::timestamptz, refusal = $4
 WHERE detail.detail_no = $1::integer
   AND detail.approved_by IS NULL
   AND detail.refused_by IS NULL
RETURNING detail_no
