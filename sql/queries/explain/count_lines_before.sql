-- How many lines of a statement stand before one, in the order that numbers them (rule 7.2).
--   $1 run_no integer   $2 statement_no integer   $3 natural_period integer   $4 ready_at timestamptz
--   $5 source_kind integer   $6 source_id text   $7 sealed boolean
-- A payee has one role on a statement, so that line_in_statement_order alone answers it.
SELECT CASE WHEN $7 THEN (
            SELECT count(*)
              FROM settlement.line AS before
             WHERE before.run_no = $1::integer
               AND before.statement_no = $2::integer
               AND (before.natural_period, before.ready_at, before.source_kind, before.source_id)
                   < ($3::integer, $4::timestamptz, $5::smallint, $6 COLLATE "C"))
            ELSE (
            SELECT count(*)
              FROM settlement.draft_line AS before
             WHERE before.run_no = $1::integer
               AND before.statement_no = $2::integer
               AND (before.natural_period, before.ready_at, before.source_kind, before.source_id)
                   < ($3::integer, $4::timestamptz, $5::smallint, $6 COLLATE "C"))
       END
