-- Whether finance holds a partner now.
--   $1 partner_id text   $2 now timestamptz
-- Returns 1 row: is_held.
SELECT EXISTS (
       SELECT
         FROM settlement.hold AS hold
        WHERE hold.partner_id = $1
          AND hold.held_from <= $2::timestamptz
          AND (hold.released_at IS NULL OR hold.released_at > $2::timestamptz))
