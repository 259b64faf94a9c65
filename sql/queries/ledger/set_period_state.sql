-- Gives a month of a site's books a state.
--   $1 site text   $2 period integer   $3 state text   $4 changed_by text
--   $5 changed_at timestamptz   $6 reason text
INSERT INTO settlement.accounting_period AS stated
            (site, period, state, changed_by, changed_at, reason)
VALUES ($1, $2::integer, $3, $4, $5::timestamptz, $6)
    ON CONFLICT (site, period) DO UPDATE
   SET state = excluded.state, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at, reason = excluded.reason
