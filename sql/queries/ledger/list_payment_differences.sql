-- Payouts that the books have otherwise than they were booked, minor units: what left or came back,
-- and what was posted to the partner's account.
--   $1 site text
WITH happened AS (
     SELECT 'payment' AS event, payout.end_to_end_id, payout.amount
       FROM settlement.payout AS payout
       JOIN settlement.statement AS statement
         ON statement.run_no = payout.run_no
        AND statement.statement_no = payout.statement_no
      WHERE statement.site = $1
        AND payout.state IN ('paid', 'returned')
      UNION ALL
     SELECT 'return', payout.end_to_end_id, -payout.amount
       FROM settlement.payout AS payout
       JOIN settlement.statement AS statement
         ON statement.run_no = payout.run_no
        AND statement.statement_no = payout.statement_no
      WHERE statement.site = $1
        AND payout.state = 'returned'),
     posted AS (
     SELECT posting.event, posting.source AS end_to_end_id, sum(posting.debit - posting.credit) AS amount
       FROM settlement.posting AS posting
       JOIN settlement.posting_rule AS rule
         ON rule.event = posting.event
        AND rule.component = 'payout'
        AND rule.debit_account = posting.account_code
      WHERE posting.site = $1
        AND posting.event IN ('payment', 'return')
      GROUP BY posting.event, posting.source)
SELECT event, end_to_end_id, coalesce(happened.amount, 0), coalesce(posted.amount, 0)::bigint
  FROM happened
  FULL JOIN posted USING (event, end_to_end_id)
 WHERE coalesce(happened.amount, 0) <> coalesce(posted.amount, 0)
 ORDER BY event, end_to_end_id
