-- Reopenings of closed months, newest first.
--   $1 site text ('': all)   $2 period integer (0: all)   $3 reopening_no integer (0: all)
SELECT reopening.reopening_no, reopening.site, reopening.period, reopening.reason, reopening.ends_at,
       reopening.requested_by, reopening.requested_at, reopening.approved_by, reopening.approved_at,
       reopening.ended_by, reopening.ended_at
  FROM settlement.period_reopening AS reopening
 WHERE ($1 = '' OR reopening.site = $1)
   AND ($2::integer = 0 OR reopening.period = $2::integer)
   AND ($3::integer = 0 OR reopening.reopening_no = $3::integer)
 ORDER BY reopening.reopening_no DESC
