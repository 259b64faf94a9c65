-- Holds, newest first; released ones too.
SELECT hold.hold_no, hold.partner_id, hold.reason, hold.held_from, hold.held_by, hold.released_at,
       hold.released_by
  FROM settlement.hold AS hold
 ORDER BY hold.hold_no DESC
