-- What the last sealed statement of each key left, where it is not zero (rule 7.3).
--   $1 site text
SELECT last.partner_id, last.tab, last.currency::text, last.closing_balance
  FROM (SELECT DISTINCT ON (statement.partner_id, statement.tab, statement.currency)
               statement.partner_id, statement.tab, statement.currency, statement.closing_balance
          FROM settlement.statement AS statement
         WHERE statement.site = $1
           AND statement.state <> 'planned'
         ORDER BY statement.partner_id, statement.tab, statement.currency, statement.period DESC)
       AS last
 WHERE last.closing_balance <> 0
 ORDER BY last.partner_id, last.tab, last.currency
