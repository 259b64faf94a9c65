-- The facts for which a run parked a partner.
--   $1 run_no integer   $2 partner_id text
SELECT exception.code, exception.source_id, exception.detail, exception.remedy
  FROM settlement.run_exception AS exception
 WHERE exception.run_no = $1::integer
   AND exception.partner_id = $2
   AND exception.code NOT IN ('PLATFORM_LOSS', 'REFUND_EXCEEDS_PAID')
 ORDER BY exception.exception_no
 LIMIT 5
