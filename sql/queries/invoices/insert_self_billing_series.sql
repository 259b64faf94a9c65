-- Gives a partner the series that its documents are numbered in, unless it has one.
--   $1 partner_id text   $2 entity text
-- Returns 0 or 1 row: entity, where it was given.
INSERT INTO settlement.self_billing_series (partner_id, entity)
VALUES ($1, $2)
ON CONFLICT DO NOTHING
RETURNING entity
