-- The holds of a partner as of an instant, rule 7.5.
--   $1 partner_id text   $2 as_of timestamptz
SELECT hold.hold_no, hold.reason, hold.held_from, hold.held_by, hold.ends_when
  FROM settlement.hold AS hold
 WHERE hold.partner_id = $1
   AND hold.held_from <= $2::timestamptz
   AND (hold.released_at IS NULL OR hold.released_at > $2::timestamptz)
 ORDER BY hold.hold_no
