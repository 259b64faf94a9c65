-- Seals an approved run.
--   $1 run_no integer   $2 sealed_by text   $3 sealed_at timestamptz
UPDATE settlement.run AS run
   SET state = 'sealed', sealed_by = $2, sealed_at = $3::timestamptz
 WHERE run.run_no = $1::integer
   AND run.state = 'approved'
   AND run.approved_hash = run.content_hash
