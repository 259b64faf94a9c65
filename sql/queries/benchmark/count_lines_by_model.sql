-- What kinds of lines a run holds.
--   $1 run_no integer
-- Returns, one row a kind, payee and share model: kind, role, share_model ('-' without terms), lines.
SELECT (ARRAY['order', 'refund', 'usage', 'adjustment', 'incentive'])[held.source_kind + 1],
       (ARRAY['merchant', 'csp', 'reseller', 'operator'])[held.role + 1],
       coalesce(terms.share_model, '-'), count(*)
  FROM settlement.draft_line AS held
  LEFT JOIN settlement.run_terms AS terms
    ON terms.run_no = held.run_no
   AND terms.terms_no = held.terms_no
 WHERE held.run_no = $1::integer
 GROUP BY held.source_kind, held.role, terms.share_model
 ORDER BY held.source_kind, held.role, terms.share_model
