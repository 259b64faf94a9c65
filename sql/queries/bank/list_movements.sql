-- What banks booked about payouts, by payout and in the order the bookings came.
--   $1 end_to_end_ids text[]
-- Returns end_to_end_id, the identity of the booking, amount and remainder in minor units of the
-- account (negative went out), verdict, and as what the remainder was explained (null: not).
SELECT decision.end_to_end_id, entry.identity, decision.amount, decision.remainder,
       decision.verdict, decision.explained_as
  FROM settlement.bank_decision AS decision
  JOIN settlement.bank_entry AS entry ON entry.entry_no = decision.entry_no
 WHERE decision.end_to_end_id = ANY ($1::text[])
 ORDER BY decision.end_to_end_id, decision.entry_no, decision.detail
