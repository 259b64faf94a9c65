-- What runs and earlier months keep a month of a site's books from being closed: code, sentence, what
-- to do; none when they do not.
--   $1 site text   $2 period integer
SELECT 'run_missing' AS code, 'no run of the month is sealed' AS sentence,
       'plan, review and seal it: `settled job run month-end`' AS remedy
 WHERE NOT EXISTS (
       SELECT FROM settlement.run AS run
        WHERE run.site = $1
          AND run.period = $2::integer
          AND run.state = 'sealed')
 UNION ALL
SELECT 'run_unfinished', run.run_id || ' is ' || run.state,
       'seal or discard it: `settled run show ' || run.run_id || '`'
  FROM settlement.run AS run
 WHERE run.site = $1
   AND run.period = $2::integer
   AND run.state NOT IN ('sealed', 'discarded')
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
