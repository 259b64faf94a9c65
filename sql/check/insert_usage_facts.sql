-- Makes rated usage of the site the facts of its instances and months (rules 3.2 and 5.8).
INSERT INTO check_fact (
       source_kind, source_id, order_line_id, customer_id, terms_no, currency, facts,
       natural_period, ready_at, list, sales, voucher, earning, order_taxes, quantity,
       payee_terms_no, csp_id, csp_role, csp_invoice_tax, operator_id, operator_tax,
       is_merchant_billed, is_csp_billed, is_operator_billed, is_sought)
  WITH billed AS NOT MATERIALIZED (
       SELECT line.source_id, line.role
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        WHERE line.source_kind = 2)
SELECT 2, rated.source_id, rated.order_line_id, rated.customer_id, terms.terms_no, rated.currency,
       rated.records, rated.natural_period, rated.ready_at, rated.sales, rated.sales, 0,
       rated.sales, 0, rated.quantity, coalesce(own.payee_terms_no, general.payee_terms_no),
       csp.partner_id, CASE csp.kind WHEN 'reseller' THEN 2 ELSE 1 END,
       coalesce(csp.invoice_tax_rate, terms.tax),
       operator.partner_id, coalesce(operator.invoice_tax_rate, terms.tax),
       merchant_line.source_id IS NOT NULL, csp_line.source_id IS NOT NULL,
       operator_line.source_id IS NOT NULL, checked.is_sealed AND named.source_id IS NULL
  FROM check_rated AS rated
  JOIN check_run AS checked ON checked.site = rated.site
  JOIN check_terms AS terms
    ON terms.product_id = rated.product_id
   AND terms.valid_from <= rated.first_begin
   AND rated.first_begin < terms.valid_to
  LEFT JOIN marketplace.partner AS csp
    ON csp.partner_id = rated.csp_id
   AND csp.kind IN ('csp', 'distributor', 'reseller')
  LEFT JOIN check_payee_terms AS own
    ON own.csp_id = csp.partner_id
   AND own.product_id = rated.product_id
   AND own.valid_from <= rated.first_begin
   AND rated.first_begin < own.valid_to
  LEFT JOIN check_payee_terms AS general
    ON general.csp_id = csp.partner_id
   AND general.product_id IS NULL
   AND general.valid_from <= rated.first_begin
   AND rated.first_begin < general.valid_to
  LEFT JOIN billed AS merchant_line
    ON merchant_line.source_id = rated.source_id
   AND merchant_line.role = 0
  LEFT JOIN billed AS csp_line
    ON csp_line.source_id = rated.source_id
   AND csp_line.role IN (1, 2)
  LEFT JOIN billed AS operator_line
    ON operator_line.source_id = rated.source_id
   AND operator_line.role = 3
  LEFT JOIN marketplace.partner AS operator
    ON operator.partner_id = rated.operator_id
   AND operator.kind = 'operator'
   AND (operator_line.source_id IS NOT NULL
        OR (terms.share_model IN ('deal_share', 'floor_share') AND terms.management_fee IS NOT NULL))
  LEFT JOIN (SELECT DISTINCT stored.source_id
               FROM settlement.line AS stored
              WHERE stored.run_no = (SELECT sealed.run_no FROM check_run AS sealed)
                AND stored.source_kind = 2) AS named
    ON named.source_id = rated.source_id
  LEFT JOIN check_lack AS lack
    ON lack.merchant_id = terms.merchant_id
   AND lack.tab = terms.tab
   AND lack.currency = rated.currency
   AND lack.orders > 0
 WHERE (checked.one_in = 1
        OR hashtextextended(rated.instance_id, checked.seed) % checked.one_in = 0)
   AND (merchant_line.source_id IS NULL
        OR (coalesce(own.payee_terms_no, general.payee_terms_no) IS NOT NULL
            AND csp_line.source_id IS NULL)
        OR (operator.partner_id IS NOT NULL AND operator_line.source_id IS NULL))
   AND (NOT checked.is_sealed
        OR named.source_id IS NOT NULL
        OR (lack.statement_no IS NOT NULL AND merchant_line.source_id IS NULL))
