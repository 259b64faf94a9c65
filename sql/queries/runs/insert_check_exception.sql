-- Keeps that the second calculation of a run differs; it cannot be acknowledged.
--   $1 run_no integer   $2 source_kind text  as exports name it; of a statement 'statement'
--   $3 source_id text   $4 partner_id text ('': none)   $5 detail text   $6 remedy text
INSERT INTO settlement.run_exception (run_no, exception_no, code, source_kind, source_id, partner_id,
                                      detail, remedy)
SELECT $1::integer, coalesce(max(exception.exception_no), 0) + 1, 'CHECK_DIFFERS',
       coalesce(array_position(ARRAY['order', 'refund', 'usage', 'adjustment', 'incentive'], $2) - 1,
                0),
       $3, nullif($4, ''), $5, $6
  FROM settlement.run_exception AS exception
 WHERE exception.run_no = $1::integer
