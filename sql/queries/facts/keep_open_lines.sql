-- Keeps the open lines of facts/stream_order_lines, with what joins their company.
--
-- Open is a line that no sealed run billed to each of its payees, or that has such a refund.
 WHERE fact.ordered_at < (SELECT current_setting('settled.horizon')::timestamptz)
   AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
        OR company.has_open_refund
        OR NOT EXISTS (
           SELECT 1
             FROM settlement.line AS billed
            WHERE billed.source_id = fact.line_id
              AND billed.source_kind = 0
              AND billed.role = 0)
        OR fact.csp_id IN (SELECT earning.csp_id FROM marketplace.csp_terms AS earning)
       AND (company.has_refund_open_to_provider
            OR NOT EXISTS (
               SELECT 1
                 FROM settlement.line AS billed
                WHERE billed.source_id = fact.line_id
                  AND billed.source_kind = 0
                  AND billed.role IN (1, 2)))
        OR fact.operator_id IS NOT NULL
       AND fact.product_id IN (
           SELECT managed.product_id
             FROM marketplace.product_terms AS managed
            WHERE managed.management_fee_rate IS NOT NULL)
       AND (company.has_refund_open_to_operator
            OR NOT EXISTS (
               SELECT 1
                 FROM settlement.line AS billed
                WHERE billed.source_id = fact.line_id
                  AND billed.source_kind = 0
                  AND billed.role = 3)))
