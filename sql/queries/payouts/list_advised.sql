-- Payouts whose file has left for the bank, by batch, partner and position: every batch and partner
-- with one that is asked for, and then all that the batch pays that partner.
--   $1 batch_id text ('': all)   $2 statement_id text ('': all)   $3 partner_id text ('': all)
--   $4 period integer (0: all)   $5 site text ('': all)
-- Returns the columns of list_payouts.sql, then when the file left, the day it was to be paid on, the
-- account that pays, and the statement's period with its partner as it was named.
SELECT payout.batch_no, batch.batch_id, payout.position, payout.run_no, payout.statement_no,
       statement.statement_id, statement.site, statement.partner_id, statement.tab,
       statement.currency::text, payout.amount, payout.end_to_end_id, payout.state, payout.booked_on,
       payout.returned_on, payout.outcome, detail.detail_no, detail.holder, detail.holder_latin,
       detail.account, detail.bic, detail.bank_name, detail.address, detail.town,
       detail.country::text, batch.exported_at, batch.execution_date, account.holder,
       account.account, account.bic, account.bank_name, statement.period, statement.partner_name,
       statement.partner_name_en, statement.partner_address, statement.partner_tax_number
  FROM settlement.payout AS payout
  JOIN settlement.payout_batch AS batch ON batch.batch_no = payout.batch_no
  JOIN settlement.paying_account AS account ON account.account_id = batch.account_id
  JOIN settlement.statement AS statement
    ON statement.run_no = payout.run_no
   AND statement.statement_no = payout.statement_no
  JOIN settlement.bank_detail AS detail ON detail.detail_no = payout.detail_no
 WHERE batch.state = 'exported'
   AND ($1 = '' OR batch.batch_id = $1)
   AND ($3 = '' OR statement.partner_id = $3)
   AND ($5 = '' OR statement.site = $5)
   AND (payout.batch_no, statement.partner_id) IN (
       SELECT wanted.batch_no, named.partner_id
         FROM settlement.payout AS wanted
         JOIN settlement.statement AS named
           ON named.run_no = wanted.run_no
          AND named.statement_no = wanted.statement_no
        WHERE ($2 = '' OR named.statement_id = $2)
          AND ($4::integer = 0 OR named.period = $4::integer))
 ORDER BY payout.batch_no, statement.partner_id COLLATE "C", payout.position
