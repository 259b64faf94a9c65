-- Writes one row of the trail; the server adds where the session comes from, and chains it.
--   $1 happened_at timestamptz   $2 actor text   $3 action text   $4 subject text   $5 detail text
--   $6 before_state text   $7 after_state text
INSERT INTO settlement.event (happened_at, actor, action, subject, detail, before_state, after_state)
VALUES ($1::timestamptz, $2, $3, $4, $5, $6, $7)
