-- Where a fact stands: its lines on statements of live and sealed runs, with their numbers.
--   $1 source_kind integer   $2 source_id text
SELECT run.run_id, run.state, run.period, run.site, statement.statement_id,
       (SELECT count(*) + 1
          FROM (SELECT beside.natural_period, beside.ready_at, beside.source_kind, beside.source_id,
                       beside.role
                  FROM settlement.line AS beside
                 WHERE beside.run_no = line.run_no
                   AND beside.statement_no = line.statement_no
                 UNION ALL
                SELECT beside.natural_period, beside.ready_at, beside.source_kind, beside.source_id,
                       beside.role
                  FROM settlement.draft_line AS beside
                 WHERE beside.run_no = line.run_no
                   AND beside.statement_no = line.statement_no) AS beside
         WHERE (beside.natural_period, beside.ready_at, beside.source_kind, beside.source_id,
                beside.role)
               < (line.natural_period, line.ready_at, line.source_kind, line.source_id, line.role))
       AS line_no,
       line.amount, line.rate, line.increment, line.ready_at, line.natural_period, run.run_no
  FROM (SELECT sealed.run_no, sealed.statement_no, sealed.natural_period, sealed.ready_at,
               sealed.source_kind, sealed.source_id, sealed.role, sealed.amount, sealed.rate,
               sealed.increment
          FROM settlement.line AS sealed
         WHERE sealed.source_id = $2
           AND sealed.source_kind = $1::integer
         UNION ALL
        SELECT draft.run_no, draft.statement_no, draft.natural_period, draft.ready_at,
               draft.source_kind, draft.source_id, draft.role, draft.amount, draft.rate,
               draft.increment
          FROM settlement.draft_line AS draft
         WHERE draft.source_id = $2
           AND draft.source_kind = $1::integer) AS line
  JOIN settlement.run AS run ON run.run_no = line.run_no
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
 WHERE run.state IN ('draft', 'in_review', 'approved', 'sealed')
 ORDER BY run.period, run.run_no, line.role
