-- Sealed statements of a site's runs that have no journal entry, by period and id, with the figures
-- that are posted; adjustments with the code FEE_CREDIT apart from the others. The
-- last column is null where the run was submitted before vouchers were counted then.
--   $1 site text
SELECT statement.statement_id, statement.period, statement.partner_id, statement.tab,
       statement.currency::text, statement.role,
       statement.order_amount + statement.refund_amount,
       statement.order_csp + statement.refund_csp,
       statement.order_reseller + statement.refund_reseller,
       statement.order_operator + statement.refund_operator,
       statement.order_taxes + statement.refund_taxes,
       statement.order_platform + statement.refund_platform,
       statement.incentives_total, statement.adjustments_total - paid.fee_credits,
       paid.fee_credits, statement.run_no, statement.statement_no,
       statement.vouchers_borne
  FROM settlement.statement AS statement
  JOIN settlement.run AS run ON run.run_no = statement.run_no
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(line.amount), 0)::bigint AS fee_credits
         FROM settlement.line AS line
         JOIN settlement.adjustment AS adjustment ON adjustment.adjustment_id = line.source_id
        WHERE statement.adjustment_count > 0
          AND line.run_no = statement.run_no
          AND line.statement_no = statement.statement_no
          AND line.source_kind = 3
          AND adjustment.reason_code = 'FEE_CREDIT') AS paid
 WHERE run.site = $1
   AND run.state = 'sealed'
   AND NOT EXISTS (
       SELECT FROM settlement.journal_entry AS entry
        WHERE entry.site = $1
          AND entry.event = 'seal'
          AND entry.source = statement.statement_id)
 ORDER BY statement.period, statement.statement_id
