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
     SELECT entry.partner_id, entry.tab, entry.currency,
            sum(posting.credit - posting.debit) AS amount
       FROM settlement.journal_entry AS entry
       JOIN settlement.posting AS posting
         ON posting.site = entry.site
        AND posting.entry_no = entry.entry_no
      WHERE entry.site = $1
        AND entry.event = 'seal'
        AND posting.account_code IN (
            SELECT rule.credit_account
              FROM settlement.posting_rule AS rule
             WHERE rule.event = 'seal'
               AND rule.component IN ('merchant_share', 'payee_share'))
      GROUP BY entry.partner_id, entry.tab, entry.currency)
SELECT partner_id, tab, currency::text, coalesce(stated.amount, 0)::bigint,
       coalesce(posted.amount, 0)::bigint
  FROM stated
  FULL JOIN posted USING (partner_id, tab, currency)
 WHERE coalesce(stated.amount, 0) <> coalesce(posted.amount, 0)
 ORDER BY partner_id, tab, currency
