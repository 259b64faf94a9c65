-- Moves statements of a run on; the table refuses a step that is none, and a statement that is
-- elsewhere.
--   $1 run_no integer   $2 statement_nos bigint[]   $3 from_state text   $4 to_state text
--   $5 moved_by text   $6 moved_at timestamptz   $7 reason text
INSERT INTO settlement.statement_step (run_no, statement_no, step_no, from_state, to_state, moved_by,
                                       moved_at, reason)
SELECT $1::integer, moving.statement_no,
       1 + (SELECT count(*)
              FROM settlement.statement_step AS before
             WHERE before.run_no = $1::integer
               AND before.statement_no = moving.statement_no),
       $3, $4, $5, $6::timestamptz, $7
  FROM unnest($2::bigint[]) AS moving (statement_no)
 ORDER BY moving.statement_no
