-- Lines of two runs that differ, largest change first.
--   $1 run_no integer: the run looked at   $2 run_no integer: what it is compared with
--   $3 limit bigint
-- differences counts all of them, whatever the limit.
WITH line AS (
     SELECT draft.run_no, draft.statement_no, draft.source_kind, draft.source_id, draft.role,
            draft.amount, draft.rate, draft.increment
       FROM settlement.draft_line AS draft
      WHERE draft.run_no IN ($1::integer, $2::integer)
      UNION ALL
     SELECT sealed.run_no, sealed.statement_no, sealed.source_kind, sealed.source_id, sealed.role,
            sealed.amount, sealed.rate, sealed.increment
       FROM settlement.line AS sealed
      WHERE sealed.run_no IN ($1::integer, $2::integer)),
     placed AS (
     SELECT line.*, statement.statement_id, statement.currency
       FROM line
       JOIN settlement.statement AS statement
         ON statement.run_no = line.run_no
        AND statement.statement_no = line.statement_no)
SELECT coalesce(after.source_kind, before.source_kind) AS source_kind,
       coalesce(after.source_id, before.source_id) AS source_id,
       coalesce(after.role, before.role) AS role,
       coalesce(after.currency, before.currency)::text AS currency,
       coalesce(after.statement_id, before.statement_id) AS statement_id,
       before.amount AS amount_before, after.amount AS amount_after,
       count(*) OVER () AS differences
  FROM (SELECT placed.* FROM placed WHERE placed.run_no = $1::integer) AS after
  FULL JOIN (SELECT placed.* FROM placed WHERE placed.run_no = $2::integer) AS before
    ON before.source_id = after.source_id
   AND before.source_kind = after.source_kind
   AND before.role = after.role
   AND before.currency = after.currency
 WHERE (before.statement_id, before.amount, before.rate, before.increment)
       IS DISTINCT FROM (after.statement_id, after.amount, after.rate, after.increment)
 ORDER BY abs(coalesce(after.amount, 0)::numeric - coalesce(before.amount, 0)) DESC,
       coalesce(after.source_id, before.source_id), coalesce(after.source_kind, before.source_kind),
       coalesce(after.role, before.role)
 LIMIT $3::bigint
