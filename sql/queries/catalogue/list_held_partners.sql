-- Partners that finance holds as of an instant.
--   $1 as_of timestamptz
SELECT DISTINCT hold.partner_id
  FROM settlement.hold AS hold
 WHERE hold.held_from <= $1::timestamptz
   AND (hold.released_at IS NULL OR hold.released_at > $1::timestamptz)
 ORDER BY hold.partner_id
