-- Closes open exceptions of a run by name: their cause was removed, or they are accepted. That two
-- calculations differ cannot be closed so.
--   $1 run_no integer   $2 code text ('': all)   $3 exception_no integer (0: all)
--   $4 acknowledged_by text   $5 acknowledged_at timestamptz   $6 reason text
--   $7 is_resolved boolean
UPDATE settlement.run_exception AS exception
   SET acknowledged_by = $4, acknowledged_at = $5::timestamptz, acknowledgement = $6,
       is_resolved = $7::boolean
 WHERE exception.run_no = $1::integer
   AND ($2 = '' OR exception.code = $2)
   AND ($3::integer = 0 OR exception.exception_no = $3::integer)
   AND exception.acknowledged_by IS NULL
   AND exception.code <> 'CHECK_DIFFERS'
