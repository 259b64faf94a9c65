-- What keeps a month of a site's books from being closed: code, sentence, what to do; none when it
-- can be.
--   $1 site text   $2 period integer
WITH sealed AS (
     SELECT run.run_no, run.run_id
       FROM settlement.run AS run
      WHERE run.site = $1
        AND run.period = $2::integer
        AND run.state = 'sealed')
SELECT 'run_missing' AS code, 'no run of the month is sealed' AS sentence,
       'plan, review and seal it: `settled job run month-end`' AS remedy
 WHERE NOT EXISTS (SELECT FROM sealed)
 UNION ALL
SELECT 'run_unfinished', run.run_id || ' is ' || run.state,
       'seal or discard it: `settled run show ' || run.run_id || '`'
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.period = $2::integer
   AND run.state NOT IN ('sealed', 'discarded')
 UNION ALL
SELECT 'not_posted', count(*) || ' statements of the month are not in the books',
       'post them: `settled ledger post`'
  FROM settlement.statement AS statement
  JOIN sealed ON sealed.run_no = statement.run_no
 WHERE (statement.lines_total <> 0 OR statement.adjustments_total <> 0)
   AND NOT EXISTS (
       SELECT FROM settlement.journal_entry AS entry
        WHERE entry.site = $1
          AND entry.event = 'seal'
          AND entry.source = statement.statement_id)
HAVING count(*) > 0
 UNION ALL
SELECT 'invoice_missing', count(*) || ' fee invoices of the month are not issued',
       'issue them: `settled invoice issue ' || min(fee.run_id) || '`'
  FROM (SELECT sealed.run_no, sealed.run_id, statement.partner_id, statement.currency
          FROM settlement.statement AS statement
          JOIN sealed ON sealed.run_no = statement.run_no
         WHERE statement.tab = 'general'
         GROUP BY sealed.run_no, sealed.run_id, statement.partner_id, statement.currency
        HAVING sum(statement.order_platform + statement.refund_platform + statement.order_csp
                   + statement.refund_csp + statement.order_reseller + statement.refund_reseller
                   + statement.order_operator + statement.refund_operator) <> 0) AS fee
 WHERE NOT EXISTS (
       SELECT FROM settlement.invoice AS invoice
        WHERE invoice.run_no = fee.run_no
          AND invoice.partner_id = fee.partner_id
          AND invoice.currency = fee.currency)
HAVING count(*) > 0
 UNION ALL
SELECT 'not_balanced', 'debits and credits of ' || entry.currency || ' differ by '
       || sum(posting.debit - posting.credit) || ' minor units', 'see `settled ledger check`'
  FROM settlement.journal_entry AS entry
  JOIN settlement.posting AS posting
    ON posting.site = entry.site
   AND posting.entry_no = entry.entry_no
 WHERE entry.site = $1
   AND entry.period <= $2::integer
 GROUP BY entry.currency
HAVING sum(posting.debit - posting.credit) <> 0
 UNION ALL
SELECT 'earlier_not_closed', 'month ' || min(entry.period) || ' has entries and is not closed',
       'close the months one after another'
  FROM settlement.journal_entry AS entry
 WHERE entry.site = $1
   AND entry.period < $2::integer
   AND NOT EXISTS (
       SELECT FROM settlement.accounting_period AS before
        WHERE before.site = entry.site
          AND before.period = entry.period
          AND before.state = 'closed')
HAVING count(*) > 0
