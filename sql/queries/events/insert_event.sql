-- Writes one row of the trail.
--   $1 happened_at timestamptz   $2 actor text   $3 action text   $4 subject text   $5 detail text
INSERT INTO settlement.event (happened_at, actor, action, subject, detail)
VALUES ($1::timestamptz, $2, $3, $4, $5)
