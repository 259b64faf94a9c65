-- What a person must look at before a run is approved.
--   $1 run_no integer
SELECT exception.exception_no, exception.code, exception.source_kind, exception.source_id,
       exception.partner_id, exception.detail, exception.remedy, exception.acknowledged_by,
       exception.acknowledgement, exception.currency::text, exception.amount, exception.assigned_to,
       exception.assigned_by, exception.is_resolved
  FROM settlement.run_exception AS exception
 WHERE exception.run_no = $1::integer
 ORDER BY exception.exception_no
