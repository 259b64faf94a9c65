-- The months of each site that have a run, an entry or a state, newest first: state, who changed it
-- last, when and why (null while nobody has), and the number of entries.
--   $1 site text ('': all)   $2 period integer (0: all)
SELECT month.site, month.period, coalesce(stated.state, 'open'), stated.changed_by,
       stated.changed_at, stated.reason, month.entries
  FROM (SELECT known.site, known.period, sum(known.entries)::bigint AS entries
          FROM (SELECT run.site, run.period, 0 AS entries
                  FROM settlement.run AS run
                 WHERE run.state <> 'discarded'
                 UNION ALL
                SELECT entry.site, entry.period, count(*)
                  FROM settlement.journal_entry AS entry
                 GROUP BY entry.site, entry.period
                 UNION ALL
                SELECT period.site, period.period, 0
                  FROM settlement.accounting_period AS period) AS known
         GROUP BY known.site, known.period) AS month
  LEFT JOIN settlement.accounting_period AS stated
    ON stated.site = month.site
   AND stated.period = month.period
 WHERE ($1 = '' OR month.site = $1)
   AND ($2::integer = 0 OR month.period = $2::integer)
 ORDER BY month.period DESC, month.site
