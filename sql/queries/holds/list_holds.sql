-- Holds, newest first; released ones too. What a hold keeps back is what waits for it in the newest
-- run of each site.
--   $1 reason integer  the bit of ON_HOLD in settlement.run_pending.reasons
-- Returns a row for each hold and currency; currency and amount are null where nothing is kept back.
SELECT hold.hold_no, hold.partner_id, hold.reason, hold.held_from, hold.held_by, hold.released_at,
       hold.released_by, hold.ends_when, kept.currency, kept.amount
  FROM settlement.hold AS hold
  LEFT JOIN (
       SELECT pending.partner_id, pending.currency::text AS currency,
              sum(pending.amount)::bigint AS amount
         FROM (SELECT DISTINCT ON (run.site) run.run_no
                 FROM settlement.run AS run
                WHERE run.state IN ('draft', 'in_review', 'approved', 'sealed')
                ORDER BY run.site, run.period DESC) AS newest
         JOIN settlement.run_pending AS pending ON pending.run_no = newest.run_no
        WHERE pending.reasons & $1::integer <> 0
        GROUP BY pending.partner_id, pending.currency) AS kept
    ON kept.partner_id = hold.partner_id
   AND hold.released_at IS NULL
 ORDER BY hold.hold_no DESC, kept.currency
