-- What a person must look at before a run is approved, by cause, and what waits with parked partners:
-- the code PARKED counts partners, open by none, for what parked them is an exception of its own.
--   $1 run_no integer   $2 code text ('': all)   $3 is_open boolean  leaves out what was answered
--   $4 assigned_to text ('': all)   $5 reason integer  the bit of PARKED in run_pending.reasons
-- Returns code, currency (null where no amount is known), exceptions, open, partners, amount (null
-- where none is known, or the sum does not fit 64 bits), assigned_to (names, null if none), remedy.
SELECT cause.code, cause.currency::text, cause.exceptions, cause.open, cause.partners,
       CASE WHEN abs(cause.amount) < 9223372036854775807 THEN cause.amount::bigint END,
       cause.assigned_to, cause.remedy
  FROM (SELECT exception.code, exception.currency, count(*) AS exceptions,
               count(*) FILTER (WHERE exception.acknowledged_by IS NULL) AS open,
               count(DISTINCT exception.partner_id) AS partners, sum(exception.amount) AS amount,
               string_agg(DISTINCT exception.assigned_to, ', ') AS assigned_to,
               (array_agg(exception.remedy ORDER BY exception.exception_no))[1] AS remedy
          FROM settlement.run_exception AS exception
         WHERE exception.run_no = $1::integer
           AND ($2 = '' OR exception.code = $2)
           AND (NOT $3::boolean OR exception.acknowledged_by IS NULL)
           AND ($4 = '' OR exception.assigned_to = $4)
         GROUP BY exception.code, exception.currency
         UNION ALL
        SELECT 'PARKED', pending.currency, count(DISTINCT pending.partner_id), 0,
               count(DISTINCT pending.partner_id), sum(pending.amount), NULL,
               'correct the facts that parked them, and plan again'
          FROM settlement.run_pending AS pending
         WHERE pending.run_no = $1::integer
           AND pending.reasons & $5::integer <> 0
           AND $2 IN ('', 'PARKED')
           AND NOT $3::boolean
           AND $4 = ''
         GROUP BY pending.currency) AS cause
 ORDER BY cause.code COLLATE "C", cause.currency NULLS FIRST
