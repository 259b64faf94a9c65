-- Cuts the terms of providers and resellers to the spans in which they decide, those of a product
-- and those of all products apart: its own come first (rules 3.2 and 5.8).
INSERT INTO check_payee_terms (payee_terms_no, payee_terms_id, csp_id, product_id, valid_from,
                               valid_to, share, service_tax)
  WITH edge AS (
       SELECT terms.csp_id, terms.product_id, terms.valid_from AS instant
         FROM marketplace.csp_terms AS terms
        UNION
       SELECT terms.csp_id, terms.product_id, terms.valid_to
         FROM marketplace.csp_terms AS terms
        WHERE terms.valid_to IS NOT NULL),
       span AS (
       SELECT edge.csp_id, edge.product_id, edge.instant AS valid_from,
              coalesce(lead(edge.instant) OVER (PARTITION BY edge.csp_id, edge.product_id
                                                    ORDER BY edge.instant), 'infinity') AS valid_to
         FROM edge)
SELECT row_number() OVER (), decisive.csp_terms_id, decisive.csp_id, decisive.product_id,
       decisive.valid_from, decisive.valid_to, decisive.share_rate, decisive.service_tax_rate
  FROM (SELECT DISTINCT ON (span.csp_id, span.product_id, span.valid_from)
               span.csp_id, span.product_id, span.valid_from, span.valid_to, terms.csp_terms_id,
               terms.share_rate, terms.service_tax_rate
          FROM span
          JOIN marketplace.csp_terms AS terms
            ON terms.csp_id = span.csp_id
           AND coalesce(terms.product_id, '') = coalesce(span.product_id, '')
           AND (terms.product_id IS NULL) = (span.product_id IS NULL)
           AND terms.valid_from <= span.valid_from
           AND span.valid_from < coalesce(terms.valid_to, 'infinity')
         ORDER BY span.csp_id, span.product_id, span.valid_from, terms.valid_from DESC,
                  terms.csp_terms_id COLLATE "C" DESC) AS decisive
