-- Hands the parameters of a stream to its transaction; COPY takes no others.
--   $1 site text   $2 horizon timestamptz   $3 start timestamptz   $4 line text
--   $5 first_place text   $6 end_place text   $7 marks text
-- Hash tables of refunds must stay in memory: a spill would write every order line to disk. A stream of
-- all lines joins by hash alone: the planner would sort every order line for the few with a voucher.
SELECT set_config('settled.site', $1, true),
       set_config('settled.horizon', $2::timestamptz::text, true),
       set_config('settled.start', $3::timestamptz::text, true),
       set_config('settled.line', $4, true),
       set_config('settled.first_place', $5, true),
       set_config('settled.end_place', $6, true),
       set_config('settled.marks', $7, true),
       set_config('work_mem', '256MB', true),
       set_config('jit', 'off', true),
       set_config('enable_mergejoin', CASE WHEN $4 = '' THEN 'off' ELSE 'on' END, true),
       set_config('enable_nestloop', CASE WHEN $4 = '' THEN 'off' ELSE 'on' END, true)
