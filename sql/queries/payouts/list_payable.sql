-- Statements that wait for their payment and are in no payout that is under way, by id, with what
-- decides whether they can be paid.
--   $1 site text   $2 currency text   $3 now timestamptz
-- Returns the bank details in force (null where none), whether marketplace.partner says otherwise
-- since, whether a change of them is not decided, until when a decided one cools, the reason of a
-- hold, how many payouts of the statement there were, and what the bank said of one of them after it
-- was refused and nobody has explained: BE-3 a booking, PA-3 an answer (null where nothing).
SELECT statement.run_no, statement.statement_no, statement.statement_id, statement.partner_id,
       statement.payable, detail.detail_no, detail.holder, detail.holder_latin, detail.account,
       detail.bic, detail.bank_name, detail.address, detail.town, detail.country::text,
       detail.source_mark <> settlement.bank_mark(partner.bank_name, partner.bank_account,
                                                  partner.bank_swift) AS differs,
       EXISTS (
       SELECT FROM settlement.bank_detail AS proposed
        WHERE proposed.partner_id = statement.partner_id
          AND proposed.approved_by IS NULL
          AND proposed.refused_by IS NULL) AS is_changing,
       (SELECT max(cooling.usable_from)
          FROM settlement.bank_detail AS cooling
         WHERE cooling.partner_id = statement.partner_id
           AND cooling.usable_from > $3::timestamptz) AS usable_from,
       (SELECT min(hold.reason)
          FROM settlement.hold AS hold
         WHERE hold.partner_id = statement.partner_id
           AND hold.held_from <= $3::timestamptz
           AND (hold.released_at IS NULL OR hold.released_at > $3::timestamptz)) AS held,
       (SELECT count(*)
          FROM settlement.payout AS earlier
         WHERE earlier.run_no = statement.run_no
           AND earlier.statement_no = statement.statement_no) AS earlier,
       (SELECT coalesce(min('BE-' || decision.entry_no), min('PA-' || answer.answer_no))
          FROM settlement.payout AS refused
          LEFT JOIN settlement.bank_decision AS decision
            ON decision.verdict = 'BOOKED_AFTER_REFUSED'
           AND decision.remainder <> 0
           AND decision.explained_by IS NULL
           AND refused.end_to_end_id = ANY (decision.candidates)
          LEFT JOIN settlement.payment_answer AS answer
            ON answer.verdict = 'ACCEPTED_AFTER_REFUSED'
           AND answer.explained_by IS NULL
           AND answer.end_to_end_id = refused.end_to_end_id
         WHERE refused.run_no = statement.run_no
           AND refused.statement_no = statement.statement_no) AS contradicted_by
  FROM settlement.statement AS statement
  LEFT JOIN marketplace.partner AS partner ON partner.partner_id = statement.partner_id
  LEFT JOIN LATERAL (
       SELECT known.*
         FROM settlement.bank_detail AS known
        WHERE known.partner_id = statement.partner_id
          AND known.usable_from <= $3::timestamptz
        ORDER BY known.usable_from DESC, known.detail_no DESC
        LIMIT 1) AS detail ON true
 WHERE statement.state = 'payment_requested'
   AND statement.site = $1
   AND statement.currency = $2
   AND NOT EXISTS (
       SELECT FROM settlement.payout AS live
        WHERE live.run_no = statement.run_no
          AND live.statement_no = statement.statement_no
          AND live.state IN ('planned', 'sent', 'paid'))
 ORDER BY statement.statement_id
