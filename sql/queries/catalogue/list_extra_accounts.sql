-- Partners and tabs that a site's statements may need though no product is sold on them: those with a
-- balance that is carried forward (rule 7.3), and those with an approved adjustment (rule 8.4).
--   $1 site text
-- Returns partner_id, tab.
SELECT statement.partner_id, statement.tab
  FROM settlement.statement AS statement
 WHERE statement.site = $1
   AND statement.closing_balance <> 0
   AND statement.state <> 'planned'
 UNION
SELECT adjustment.partner_id, adjustment.tab
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.site = $1
   AND adjustment.approved_at IS NOT NULL
 ORDER BY 1, 2
