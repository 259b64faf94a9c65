-- Signs an adjustment that nobody has decided; the table refuses the author's name.
--   $1 adjustment_id text   $2 approver text   $3 approved_at timestamptz
UPDATE settlement.adjustment AS adjustment
   SET approver = $2, approved_at = $3::timestamptz
 WHERE adjustment.adjustment_id = $1
   AND adjustment.approver IS NULL
   AND adjustment.refused_by IS NULL
