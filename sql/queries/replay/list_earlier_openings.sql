-- What the last statement of each key before a place in a site's chain left, where not zero (rule 7.3).
--   $1 site text   $2 chain_no integer
SELECT last.partner_id, last.tab, last.currency::text, last.closing_balance
  FROM (SELECT DISTINCT ON (statement.partner_id, statement.tab, statement.currency)
               statement.partner_id, statement.tab, statement.currency, statement.closing_balance
          FROM settlement.statement AS statement
          JOIN settlement.run AS run ON run.run_no = statement.run_no
         WHERE statement.site = $1
           AND run.state = 'sealed'
           AND run.chain_no < $2::integer
         ORDER BY statement.partner_id, statement.tab, statement.currency, run.chain_no DESC) AS last
 WHERE last.closing_balance <> 0
 ORDER BY last.partner_id, last.tab, last.currency
