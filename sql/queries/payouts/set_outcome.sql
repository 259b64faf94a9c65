-- Says what became of a payout; the table refuses a step that there is none.
--   $1 end_to_end_id text   $2 state text   $3 booked_on date (null)   $4 returned_on date (null)
--   $5 outcome text ('': none)
-- Returns 0 or 1 row: run_no, statement_no.
UPDATE settlement.payout AS payout
   SET state = $2, booked_on = coalesce($3::date, payout.booked_on), returned_on = $4::date,
       outcome = nullif($5, '')
 WHERE payout.end_to_end_id = $1
RETURNING run_no, statement_no
