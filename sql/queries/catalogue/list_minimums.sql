-- The minimum of each tab and currency of a site, in force on a day (rule 7.4).
--   $1 site text   $2 day date
SELECT DISTINCT ON (minimum.tab, minimum.currency) minimum.tab, minimum.currency::text, minimum.amount
  FROM settlement.statement_minimum AS minimum
 WHERE minimum.site = $1
   AND minimum.valid_from <= $2
 ORDER BY minimum.tab, minimum.currency, minimum.valid_from DESC
