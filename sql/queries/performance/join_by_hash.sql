-- For the rest of the transaction: joins by hash alone, for the planner would sort every order line for
-- the few that were refunded.
SELECT set_config('enable_mergejoin', 'off', true), set_config('enable_nestloop', 'off', true)
