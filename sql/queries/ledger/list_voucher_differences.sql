-- Entries of sealed statements whose posting for vouchers is not what the platform bears of them by
-- the frozen lines, computed here once more (rules 9.3 and 6.2). Batches that were posted net, and a
-- chart that has another component on the same account, are left out.
--   $1 site text
WITH ours AS (
     SELECT line.run_no, line.statement_no, line.source_id, line.source_kind, line.order_line_id,
            line.voucher_amount AS voucher, line.sales_amount - line.voucher_amount AS paid,
            run.chain_no, terms.share_model, line.rate + line.increment AS share,
            CASE WHEN $1 <> 'cn' AND terms.share_model = 'platform_fee' THEN NULL
                 WHEN terms.merchant_id IS NOT NULL THEN terms.voucher_partner_share
                 ELSE (SELECT (stated.voucher_partner_share * 1000000)::integer
                         FROM marketplace.product_terms AS stated
                        WHERE stated.terms_id = terms.terms_id) END AS stated_share
       FROM settlement.line AS line
       JOIN settlement.run AS run
         ON run.run_no = line.run_no
        AND run.site = $1
        AND run.state = 'sealed'
       JOIN settlement.run_terms AS terms
         ON terms.run_no = line.run_no
        AND terms.terms_no = line.terms_no
      WHERE line.role = 0
        AND (line.source_kind = 1 OR line.source_kind = 0 AND line.voucher_amount <> 0)),
     sold AS (
     SELECT ours.run_no, ours.statement_no, ours.source_id,
            ours.voucher - round(ours.voucher * CASE ours.share_model
              WHEN 'floor_price' THEN 0
              WHEN 'floor_share' THEN coalesce(ours.stated_share, 0)
              ELSE coalesce(ours.stated_share, ours.share) END::numeric / 1000000) AS cost,
            ours.paid = 0 AS is_by_voucher,
            CASE ours.paid WHEN 0 THEN ours.voucher ELSE ours.paid END::numeric AS whole
       FROM ours
      WHERE ours.source_kind = 0),
     given_back AS (
     SELECT ours.run_no, ours.statement_no, ours.order_line_id, ours.chain_no,
            - sum(ours.paid) AS paid, - sum(ours.voucher) AS voucher
       FROM ours
      WHERE ours.source_kind = 1
      GROUP BY ours.run_no, ours.statement_no, ours.order_line_id, ours.chain_no),
     cumulated AS (
     SELECT given_back.run_no, given_back.statement_no, sold.cost, sold.whole,
            CASE WHEN sold.is_by_voucher THEN given_back.voucher ELSE given_back.paid END AS part,
            sum(CASE WHEN sold.is_by_voucher THEN given_back.voucher ELSE given_back.paid END)
              OVER (PARTITION BY given_back.order_line_id ORDER BY given_back.chain_no) AS until
       FROM given_back
       JOIN sold ON sold.source_id = given_back.order_line_id),
     borne AS (
     SELECT each.run_no, each.statement_no, sum(each.cost) AS cost
       FROM (SELECT sold.run_no, sold.statement_no, sold.cost
               FROM sold
              UNION ALL
             SELECT cumulated.run_no, cumulated.statement_no,
                    round((cumulated.cost * (cumulated.until - cumulated.part) + 0e-40)
                          / cumulated.whole)
                    - round((cumulated.cost * cumulated.until + 0e-40) / cumulated.whole)
               FROM cumulated) AS each
      GROUP BY each.run_no, each.statement_no),
     account AS (
     SELECT rule.debit_account AS code
       FROM settlement.posting_rule AS rule
      WHERE rule.event = 'seal'
        AND rule.component = 'voucher_borne'
        AND NOT EXISTS (
            SELECT FROM settlement.posting_rule AS other
             WHERE other.event = 'seal'
               AND other.component <> 'voucher_borne'
               AND rule.debit_account IN (other.debit_account, other.credit_account)))
SELECT entry.entry_no, entry.source, entry.currency::text, coalesce(borne.cost, 0)::bigint,
       coalesce(posted.amount, 0)::bigint
  FROM settlement.journal_entry AS entry
 CROSS JOIN account
  JOIN settlement.journal_batch AS batch
    ON batch.site = entry.site
   AND entry.entry_no BETWEEN batch.first_entry AND batch.last_entry
   AND batch.vouchers_apart
  JOIN settlement.statement AS statement ON statement.statement_id = entry.source
  JOIN settlement.run AS run
    ON run.run_no = statement.run_no
   AND run.site = entry.site
   AND run.state = 'sealed'
  LEFT JOIN borne
    ON borne.run_no = statement.run_no
   AND borne.statement_no = statement.statement_no
 CROSS JOIN LATERAL (
       SELECT sum(each.amount) AS amount
         FROM unnest(entry.account_codes, entry.amounts) AS each (account_code, amount)
        WHERE each.account_code = account.code) AS posted
 WHERE entry.site = $1
   AND entry.event = 'seal'
   AND coalesce(borne.cost, 0) <> coalesce(posted.amount, 0)
 ORDER BY entry.entry_no
