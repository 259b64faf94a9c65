-- Hands the parameters of a stream of usage records to its transaction; COPY takes no others.
--   $1 as_of timestamptz   $2 seen_up_to timestamptz   $3 least_begin timestamptz
--   $4 last_run integer    $5 first_place text   $6 end_place text   $7 site text
--   $8 chain_no integer
SELECT set_config('settled.as_of', $1::timestamptz::text, true),
       set_config('settled.seen_up_to', $2::timestamptz::text, true),
       set_config('settled.least_begin', $3::timestamptz::text, true),
       set_config('settled.last_run', $4::integer::text, true),
       set_config('settled.first_place', $5, true),
       set_config('settled.end_place', $6, true),
       set_config('settled.site', $7, true),
       set_config('settled.chain_no', $8::integer::text, true),
       set_config('work_mem', '256MB', true),
       set_config('jit', 'off', true)
