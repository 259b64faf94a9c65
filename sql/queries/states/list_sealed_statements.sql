-- Sealed statements with where they stand, rule 8.2, by period and id.
--   $1 period integer (0: all)   $2 site text ('': all)   $3 partner_id text ('': all)
--   $4 statement_id text ('': all)   $5 state text ('': all)
--   $6 as_if_at text ('': sealed runs alone; else plans, too, as if they were sealed then)
-- Returns what is paid, since when it stands there, since when its stage runs (the seal where it has
-- not begun), the reason of the last step, when it was disputed (null where no dispute is open),
-- when it was sealed, and the balance that it opened with.
SELECT statement.run_no, statement.statement_no, statement.statement_id, statement.site,
       statement.period, statement.partner_id, statement.tab, statement.currency::text,
       statement.payable, stands.state, coalesce(last.moved_at, stands.sealed_at) AS since,
       coalesce((
       SELECT max(step.moved_at)
         FROM settlement.statement_step AS step
        WHERE step.run_no = statement.run_no
          AND step.statement_no = statement.statement_no
          AND step.to_state = CASE WHEN statement.state = 'invoice_review' THEN 'invoice_review'
                                   ELSE 'payment_requested' END), stands.sealed_at) AS staged_since,
       last.reason, dispute.disputed_at, stands.sealed_at, statement.opening_balance
  FROM settlement.statement AS statement
  JOIN settlement.run AS run ON run.run_no = statement.run_no
 CROSS JOIN LATERAL (
       SELECT coalesce(run.sealed_at, nullif($6, '')::timestamptz) AS sealed_at,
              CASE WHEN statement.state <> 'planned' THEN statement.state
                   WHEN statement.payable = 0 THEN 'settled_zero'
                   ELSE 'pending_countersign' END AS state) AS stands
  LEFT JOIN LATERAL (
       SELECT step.moved_at, step.reason
         FROM settlement.statement_step AS step
        WHERE step.run_no = statement.run_no
          AND step.statement_no = statement.statement_no
        ORDER BY step.step_no DESC
        LIMIT 1) AS last ON true
  LEFT JOIN settlement.dispute AS dispute
    ON dispute.run_no = statement.run_no
   AND dispute.statement_no = statement.statement_no
   AND dispute.answered_by IS NULL
 WHERE (run.state = 'sealed'
        OR ($6 <> '' AND run.state IN ('draft', 'in_review', 'approved')))
   AND ($1::integer = 0 OR statement.period = $1::integer)
   AND ($2 = '' OR statement.site = $2)
   AND ($3 = '' OR statement.partner_id = $3)
   AND ($4 = '' OR statement.statement_id = $4)
   AND ($5 = '' OR statement.state = $5)
 ORDER BY statement.period, statement.statement_id
