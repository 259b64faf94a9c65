-- Moves the payouts of a batch from one state to another.
--   $1 batch_no integer   $2 from_state text   $3 to_state text
UPDATE settlement.payout AS payout
   SET state = $3
 WHERE payout.batch_no = $1::integer
   AND payout.state = $2
