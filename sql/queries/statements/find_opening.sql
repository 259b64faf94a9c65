-- What the last sealed statement of a key left, rule 7.3.
--   $1 site text   $2 partner_id text   $3 tab text   $4 currency text
-- Returns 0 or 1 row: closing_balance.
SELECT statement.closing_balance
  FROM settlement.statement AS statement
 WHERE statement.site = $1
   AND statement.partner_id = $2
   AND statement.tab = $3
   AND statement.currency = $4
   AND statement.state <> 'planned'
 ORDER BY statement.period DESC
 LIMIT 1
