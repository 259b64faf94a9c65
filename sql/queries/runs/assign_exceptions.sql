-- Gives open exceptions of a run to somebody.
--   $1 run_no integer   $2 code text ('': all)   $3 exception_no integer (0: all)
--   $4 assigned_to text   $5 assigned_by text
UPDATE settlement.run_exception AS exception
   SET assigned_to = $4, assigned_by = $5
 WHERE exception.run_no = $1::integer
   AND ($2 = '' OR exception.code = $2)
   AND ($3::integer = 0 OR exception.exception_no = $3::integer)
   AND exception.acknowledged_by IS NULL
