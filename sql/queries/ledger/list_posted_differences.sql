-- Partners whose account in the books differs from their sealed statements, minor units: what the
-- statements added to what is owed, and what the seals posted.
--   $1 site text
WITH stated AS (
     SELECT statement.partner_id, statement.tab, statement.currency,
            sum(statement.lines_total + statement.adjustments_total) AS amount
       FROM settlement.statement AS statement
       JOIN settlement.run AS run ON run.run_no = statement.run_no
      WHERE run.site = $1
        AND run.state = 'sealed'
      GROUP BY statement.partner_id, statement.tab, statement.currency),
     posted AS (
     SELECT posting.partner_id, posting.tab, posting.currency,
            sum(posting.credit - posting.debit) AS amount
       FROM settlement.posting AS posting
      WHERE posting.site = $1
        AND posting.event = 'seal'
        AND posting.account_code IN (
            SELECT rule.credit_account
              FROM settlement.posting_rule AS rule
             WHERE rule.event = 'seal'
               AND rule.component IN ('merchant_share', 'payee_share'))
      GROUP BY posting.partner_id, posting.tab, posting.currency)
SELECT partner_id, tab, currency::text, coalesce(stated.amount, 0)::bigint,
       coalesce(posted.amount, 0)::bigint
  FROM stated
  FULL JOIN posted USING (partner_id, tab, currency)
 WHERE coalesce(stated.amount, 0) <> coalesce(posted.amount, 0)
 ORDER BY partner_id, tab, currency
