-- Incentives: one for each policy of the site, partner and cycle that has ended, of what its
-- customers consumed in the months of the cycle (rule 9.2). What was billed of it before is taken
-- off: the difference is a line of its own, ready when the refund behind it completed, though not
-- before the line that it corrects.
-- Later facts may have come in since a run was sealed: its incentives are derived from the basis
-- and the readiness that it kept.
--   $1 run_no integer
INSERT INTO check_line (
       source_kind, source_id, role, facts, partner_id, tab, currency, statement_no, natural_period,
       ready_at, sales_amount, voucher_amount, rate, increment, amount, taxes, platform, csp,
       reseller, operator)
  WITH month AS (
       SELECT consumed.month, cycle.code, cycle.name,
              make_timestamp(consumed.month / 100, cycle.last_month - cycle.months + 1, 1, 0, 0, 0)
              AT TIME ZONE interval '08:00' AS starts,
              (make_timestamp(consumed.month / 100, cycle.last_month, 1, 0, 0, 0)
               + interval '1 month') AT TIME ZONE interval '08:00' AS ends,
              consumed.month / 100 * 100 + cycle.last_month AS last_month
         FROM (SELECT each.month, each.month / 100 AS year, each.month % 100 AS place
                 FROM check_consumption AS each
                GROUP BY each.month) AS consumed
        CROSS JOIN LATERAL (VALUES
              ('month', consumed.month::text, consumed.place, 1),
              ('quarter', consumed.year || 'Q' || (consumed.place + 2) / 3,
               (consumed.place + 2) / 3 * 3, 3),
              ('year', consumed.year::text, 12, 12)) AS cycle (code, name, last_month, months)),
       derived AS (
       SELECT policy.policy_id, month.name, consumed.partner_id, month.ends, month.last_month,
              sum(consumed.amount) AS basis, sum(consumed.facts) AS facts,
              bool_or(consumed.is_owed) AS is_owed, max(consumed.repaid_at) AS repaid_at,
              max(consumed.refunded_at) AS refunded_at
         FROM check_run AS checked
         JOIN marketplace.incentive_policy AS policy ON policy.site = checked.site
         JOIN check_consumption AS consumed
           ON consumed.currency = policy.currency
          AND (policy.product_id IS NULL OR policy.product_id = consumed.product_id)
         JOIN marketplace.partner AS partner
           ON partner.partner_id = consumed.partner_id
          AND CASE WHEN policy.partner_id IS NULL THEN partner.site = policy.site
                   ELSE partner.partner_id = policy.partner_id END
         JOIN month
           ON month.month = consumed.month
          AND month.code = policy.cycle
        WHERE NOT checked.is_sealed
          AND month.ends <= checked.cutoff
          AND policy.valid_from <= month.starts
          AND (policy.valid_to IS NULL OR month.starts < policy.valid_to)
        GROUP BY policy.policy_id, month.name, consumed.partner_id, month.ends, month.last_month),
       billed AS (
       SELECT statement.partner_id, line.source_id, line.amount
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
         JOIN settlement.statement AS statement
           ON statement.run_no = line.run_no
          AND statement.statement_no = line.statement_no
        WHERE line.source_kind = 4),
       claimed AS (
       SELECT derived.policy_id, derived.policy_id || '/' || derived.name AS cycle_id,
              derived.partner_id, derived.basis, derived.facts, derived.last_month,
              derived.ends, derived.repaid_at AS later, derived.refunded_at
         FROM derived
        WHERE NOT derived.is_owed
        UNION ALL
       SELECT kept.policy_id, kept.policy_id || '/' || cycle.name, kept.partner_id, kept.basis, 1,
              cycle.last_month, cycle.ends,
              CASE WHEN kept.ready_at > cycle.ends THEN kept.ready_at END, NULL
         FROM settlement.run_incentive AS kept
         JOIN check_run AS checked
           ON checked.run_no = kept.run_no
          AND checked.is_sealed
         JOIN marketplace.incentive_policy AS policy ON policy.policy_id = kept.policy_id
        CROSS JOIN LATERAL (
              SELECT split_part(substr(kept.source_id, length(kept.policy_id) + 2), '/', 1) AS name)
              AS named
        CROSS JOIN LATERAL (
              SELECT named.name, last.month AS last_month,
                     (make_timestamp(last.month / 100, last.month % 100, 1, 0, 0, 0)
                      + interval '1 month') AT TIME ZONE interval '08:00' AS ends
                FROM (SELECT left(named.name, 4)::integer * 100
                             + CASE policy.cycle WHEN 'month' THEN right(named.name, 2)::integer
                                                 WHEN 'quarter' THEN right(named.name, 1)::integer * 3
                                                 ELSE 12 END AS month) AS last) AS cycle
        WHERE kept.reasons = 0),
       gone AS (
       SELECT claimed.partner_id, claimed.cycle_id, sum(billed.amount) AS amount, count(*) AS lines
         FROM claimed
         JOIN billed
           ON billed.partner_id = claimed.partner_id
          AND (billed.source_id = claimed.cycle_id
               OR (left(billed.source_id, length(claimed.cycle_id) + 1) = claimed.cycle_id || '/'
                   AND substr(billed.source_id, length(claimed.cycle_id) + 2)
                       ~ '^[1-9][0-9]{0,2}$'))
        GROUP BY claimed.partner_id, claimed.cycle_id),
       band AS (
       SELECT each.policy_id, each.from_amount, each.rate,
              coalesce(lead(each.from_amount) OVER (PARTITION BY each.policy_id
                                                        ORDER BY each.from_amount)::numeric,
                       'Infinity') AS up_to
         FROM marketplace.incentive_band AS each),
       -- Bands begin inclusive; the threshold asks of the whole basis.
       earned AS (
       SELECT claimed.partner_id, claimed.cycle_id,
              round(sum(CASE WHEN policy.mode = 'whole' THEN claimed.basis * band.rate
                             ELSE (least(claimed.basis, band.up_to) - band.from_amount) * band.rate
                        END)) AS amount
         FROM claimed
         JOIN marketplace.incentive_policy AS policy ON policy.policy_id = claimed.policy_id
         JOIN band
           ON band.policy_id = claimed.policy_id
          AND band.from_amount <= claimed.basis
          AND (policy.mode = 'marginal' OR claimed.basis < band.up_to)
        WHERE claimed.basis >= policy.threshold
        GROUP BY claimed.partner_id, claimed.cycle_id)
SELECT 4, claimed.cycle_id || CASE WHEN gone.lines > 0 THEN '/' || gone.lines + 1 ELSE '' END, 1,
       claimed.facts, claimed.partner_id, 'csp', policy.currency, statement.statement_no,
       ready.period, ready.instant, 0, 0, 0, 0, missing.amount, 0, - missing.amount, 0, 0, 0
  FROM claimed
 CROSS JOIN check_run AS checked
  JOIN marketplace.incentive_policy AS policy ON policy.policy_id = claimed.policy_id
  LEFT JOIN earned
    ON earned.partner_id = claimed.partner_id
   AND earned.cycle_id = claimed.cycle_id
  LEFT JOIN gone
    ON gone.partner_id = claimed.partner_id
   AND gone.cycle_id = claimed.cycle_id
 CROSS JOIN LATERAL (
       SELECT coalesce(earned.amount, 0) - coalesce(gone.amount, 0) AS amount) AS missing
 CROSS JOIN LATERAL (
       SELECT greatest(claimed.later, CASE WHEN gone.lines > 0 THEN claimed.refunded_at END)
              AS later) AS after_cycle
 CROSS JOIN LATERAL (
       -- The end of the cycle itself counts as before the cut-off of its last month.
       SELECT greatest(claimed.ends, after_cycle.later) AS instant,
              greatest(claimed.last_month,
                       to_char(after_cycle.later AT TIME ZONE interval '08:00', 'YYYYMM')::integer)
              AS period) AS ready
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.partner_id = claimed.partner_id
   AND statement.tab = 'csp'
   AND statement.currency = policy.currency
 WHERE missing.amount <> 0
   AND ready.period <= checked.period
