-- Payouts with their statement and the bank details they go to, by batch and position.
--   $1 batch_no integer (0: all)   $2 statement_id text ('': all)   $3 end_to_end_ids text[] (null: all)
SELECT payout.batch_no, batch.batch_id, payout.position, payout.run_no, payout.statement_no,
       statement.statement_id, statement.site, statement.partner_id, statement.tab,
       statement.currency::text, payout.amount, payout.end_to_end_id, payout.state, payout.booked_on,
       payout.returned_on, payout.outcome, detail.detail_no, detail.holder, detail.holder_latin,
       detail.account, detail.bic, detail.bank_name, detail.address, detail.town,
       detail.country::text
  FROM settlement.payout AS payout
  JOIN settlement.payout_batch AS batch ON batch.batch_no = payout.batch_no
  JOIN settlement.statement AS statement
    ON statement.run_no = payout.run_no
   AND statement.statement_no = payout.statement_no
  JOIN settlement.bank_detail AS detail ON detail.detail_no = payout.detail_no
 WHERE ($1::integer = 0 OR payout.batch_no = $1::integer)
   AND ($2 = '' OR statement.statement_id = $2)
   AND ($3::text[] IS NULL OR payout.end_to_end_id = ANY ($3::text[]))
 ORDER BY payout.batch_no, payout.position
