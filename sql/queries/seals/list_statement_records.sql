-- Every field of the records of a run's statements as text, in the order of the leaves.
--   $1 run_no integer
SELECT run.run_id, statement.statement_no::text, statement.statement_id, statement.site,
       (statement.period / 100)::text || '-' || lpad((statement.period % 100)::text, 2, '0'),
       statement.partner_id, statement.tab,
       CASE statement.role WHEN 0 THEN 'merchant' WHEN 1 THEN 'csp' WHEN 2 THEN 'reseller'
                           ELSE 'operator' END,
       statement.currency::text, statement.opening_balance::text, statement.lines_total::text,
       statement.adjustments_total::text, statement.net::text, statement.payable::text,
       statement.closing_balance::text, statement.line_count::text, statement.order_count::text,
       statement.order_sales::text, statement.order_voucher::text, statement.order_amount::text,
       statement.order_taxes::text, statement.order_platform::text, statement.order_csp::text,
       statement.order_reseller::text, statement.order_operator::text,
       statement.refund_count::text, statement.refund_sales::text, statement.refund_voucher::text,
       statement.refund_amount::text, statement.refund_taxes::text,
       statement.refund_platform::text, statement.refund_csp::text,
       statement.refund_reseller::text, statement.refund_operator::text,
       statement.adjustment_count::text, statement.incentive_count::text,
       statement.incentives_total::text, encode(statement.line_digest, 'hex'),
       encode(statement.content_hash, 'hex'), statement.partner_name, statement.partner_name_en,
       statement.partner_address, statement.partner_tax_number, statement.partner_locale
  FROM settlement.statement AS statement
  JOIN settlement.run AS run ON run.run_no = statement.run_no
 WHERE statement.run_no = $1::integer
 ORDER BY statement.statement_no
