-- Judges every statement a second time: it is made where there are lines or a balance, and no reason
-- holds it (rules 7.4 to 7.7). Only where all facts were derived; a partner that is parked has
-- exceptions that say why, and no statement.
--   $1 run_no integer   $2 limit bigint
-- Returns, one row a decision that differs, the columns of list_line_differences: the problem is
-- 'decision', the source kind 'statement', its id that of the partner; expected is 'made' or the
-- reasons, separated by semicolons.
  WITH opened AS (
       SELECT DISTINCT ON (earlier.partner_id, earlier.tab, earlier.currency)
              earlier.partner_id, earlier.tab, earlier.currency, earlier.closing_balance
         FROM settlement.statement AS earlier
         JOIN check_sight AS sight ON sight.run_no = earlier.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        ORDER BY earlier.partner_id, earlier.tab, earlier.currency, sight.chain_no DESC),
       key AS (
       SELECT each.partner_id, each.tab, each.currency, sum(each.lines) AS lines,
              sum(each.amount) AS net
         FROM (SELECT line.partner_id, line.tab, line.currency, count(*) AS lines,
                      sum(line.amount) AS amount
                 FROM check_line AS line
                GROUP BY line.partner_id, line.tab, line.currency
                UNION ALL
               SELECT opened.partner_id, opened.tab, opened.currency, 0, opened.closing_balance
                 FROM opened
                WHERE opened.closing_balance <> 0) AS each
        GROUP BY each.partner_id, each.tab, each.currency),
       agreed AS (
       SELECT agreement.site, max(agreement.in_force_from) AS in_force_from
         FROM marketplace.agreement AS agreement
        CROSS JOIN check_run AS checked
        WHERE agreement.in_force_from <= checked.cutoff
        GROUP BY agreement.site),
       judged AS (
       SELECT key.partner_id, key.tab, key.currency, key.lines,
              concat_ws(';',
                CASE WHEN agreed.in_force_from IS NOT NULL
                          AND (partner.agreement_accepted_at >= agreed.in_force_from
                               AND partner.agreement_accepted_at <= checked.as_of) IS NOT TRUE
                     THEN 'AGREEMENT_OUTDATED' END,
                CASE WHEN key.net < (
                          SELECT minimum.amount
                            FROM settlement.statement_minimum AS minimum
                           WHERE minimum.site = checked.site
                             AND minimum.tab = key.tab
                             AND minimum.currency = key.currency
                             AND minimum.valid_from
                                 <= (checked.cutoff AT TIME ZONE interval '08:00')::date
                           ORDER BY minimum.valid_from DESC
                           LIMIT 1)
                     THEN 'BELOW_MINIMUM' END,
                CASE WHEN (partner.certified_at <= checked.as_of) IS NOT TRUE
                     THEN 'NOT_CERTIFIED' END,
                CASE WHEN EXISTS (SELECT
                                    FROM settlement.hold AS hold
                                   WHERE hold.partner_id = key.partner_id
                                     AND hold.held_from <= checked.as_of
                                     AND (hold.released_at IS NULL
                                          OR hold.released_at > checked.as_of))
                     THEN 'ON_HOLD' END,
                CASE WHEN key.tab = 'csp' AND partner.settlement_cycle = 'quarter'
                          AND checked.period % 100 % 3 <> 0
                     THEN 'QUARTER_OPEN' END) AS reasons
         FROM key
        CROSS JOIN check_run AS checked
         JOIN marketplace.partner AS partner ON partner.partner_id = key.partner_id
         LEFT JOIN agreed ON agreed.site = partner.site
        WHERE checked.one_in = 1
          AND NOT checked.is_sealed)
SELECT coalesce(judged.lines, 0)::bigint, 'decision', 'statement',
       coalesce(judged.partner_id, made.partner_id), '',
       coalesce(judged.partner_id, made.partner_id), coalesce(judged.tab, made.tab),
       coalesce(judged.currency, made.currency)::text,
       'decision',
       CASE WHEN judged.partner_id IS NULL THEN 'nothing to bill'
            ELSE coalesce(nullif(judged.reasons, ''), 'made') END,
       CASE WHEN made.partner_id IS NULL THEN 'not made' ELSE 'made' END, ''
  FROM judged
  FULL JOIN (SELECT statement.partner_id, statement.tab, statement.currency
               FROM settlement.statement AS statement
               JOIN check_run AS checked
                 ON checked.one_in = 1
                AND NOT checked.is_sealed
              WHERE statement.run_no = $1::integer) AS made
    ON made.partner_id = judged.partner_id
   AND made.tab = judged.tab
   AND made.currency = judged.currency
 WHERE CASE WHEN made.partner_id IS NOT NULL THEN coalesce(judged.reasons <> '', true)
            ELSE judged.reasons = ''
                 AND NOT EXISTS (SELECT
                                   FROM settlement.run_exception AS exception
                                  WHERE exception.run_no = $1::integer
                                    AND exception.partner_id = judged.partner_id) END
 ORDER BY coalesce(judged.lines, 0), coalesce(judged.partner_id, made.partner_id) COLLATE "C",
          coalesce(judged.tab, made.tab), coalesce(judged.currency, made.currency)
 LIMIT $2::bigint
