-- Adjustments: approved by the run's instant, not billed before; the run's period is theirs, and the
-- platform bears them (rules 8.4 and 7.8). Of a sealed run those that it billed, and those that it may
-- have lost: where a statement has fewer than it was sealed with.
--   $1 run_no integer
INSERT INTO check_line (
       source_kind, source_id, role, facts, partner_id, tab, currency, statement_no, natural_period,
       ready_at, sales_amount, voucher_amount, rate, increment, amount, taxes, platform, csp,
       reseller, operator)
SELECT 3, adjustment.adjustment_id,
       CASE WHEN adjustment.tab = 'operator' THEN 3
            WHEN adjustment.tab <> 'csp' THEN 0
            WHEN partner.kind = 'reseller' THEN 2
            ELSE 1 END,
       1, adjustment.partner_id, adjustment.tab, adjustment.currency, statement.statement_no,
       checked.period, adjustment.approved_at, 0, 0, 0, 0, adjustment.amount, 0,
       - adjustment.amount, 0, 0, 0
  FROM check_run AS checked
  JOIN settlement.adjustment AS adjustment
    ON adjustment.site = checked.site
   AND adjustment.approved_at <= checked.as_of
  JOIN marketplace.partner AS partner ON partner.partner_id = adjustment.partner_id
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.partner_id = adjustment.partner_id
   AND statement.tab = adjustment.tab
   AND statement.currency = adjustment.currency
 WHERE (checked.one_in = 1
        OR hashtextextended(adjustment.adjustment_id, checked.seed) % checked.one_in = 0)
   AND (NOT checked.is_sealed
        OR EXISTS (
           SELECT
             FROM settlement.line AS stored
            WHERE stored.run_no = $1::integer
              AND stored.source_kind = 3
              AND stored.source_id = adjustment.adjustment_id)
        OR statement.adjustment_count > (
           SELECT count(*)
             FROM settlement.line AS held
            WHERE held.run_no = $1::integer
              AND held.statement_no = statement.statement_no
              AND held.source_kind = 3))
   AND NOT EXISTS (
       SELECT
         FROM settlement.line AS line
         JOIN check_sight AS sight
           ON sight.run_no = line.run_no
          AND sight.chain_no < checked.chain_no
        WHERE line.source_kind = 3
          AND line.source_id = adjustment.adjustment_id)
