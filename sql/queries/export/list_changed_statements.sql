-- Statements of two runs that differ, largest change of payable first.
--   $1 run_no integer: the run looked at   $2 run_no integer: what it is compared with
-- Statements are matched by partner, tab and currency, so that two months can be compared.
SELECT coalesce(after.statement_id, before.statement_id) AS statement_id,
       coalesce(after.partner_id, before.partner_id) AS partner_id,
       coalesce(after.currency, before.currency)::text AS currency,
       before.line_count AS lines_before, after.line_count AS lines_after,
       before.net AS net_before, after.net AS net_after,
       before.payable AS payable_before, after.payable AS payable_after
  FROM (SELECT statement.*
          FROM settlement.statement AS statement
         WHERE statement.run_no = $1::integer) AS after
  FULL JOIN (SELECT statement.*
               FROM settlement.statement AS statement
              WHERE statement.run_no = $2::integer) AS before
    ON before.partner_id = after.partner_id
   AND before.tab = after.tab
   AND before.currency = after.currency
 WHERE before.content_hash IS NULL
    OR after.content_hash IS NULL
    OR (before.net, before.payable, before.line_count, before.line_digest)
       IS DISTINCT FROM (after.net, after.payable, after.line_count, after.line_digest)
 ORDER BY abs(coalesce(after.payable, 0)::numeric - coalesce(before.payable, 0)) DESC,
       coalesce(after.statement_id, before.statement_id)
