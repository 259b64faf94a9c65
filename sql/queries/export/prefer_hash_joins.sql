-- For the rest of the transaction: joins whole months by hash and sorts in memory where it fits. A
-- draft is not analysed while it changes, and guessing one row the planner would loop.
SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)
