-- Hands the parameters of the streams of bases to their transaction; COPY takes no others.
--   $1 site text   $2 start timestamptz: of the first cycle that can still earn
--   $3 end timestamptz: the cut-off   $4 run_no integer: a live run whose usage counts too
--   (0: none; -1: only usage that is billed to its merchant)
SELECT set_config('settled.site', $1, true),
       set_config('settled.start', $2::timestamptz::text, true),
       set_config('settled.end', $3::timestamptz::text, true),
       set_config('settled.run_no', $4::integer::text, true),
       set_config('work_mem', '128MB', true),
       set_config('jit', 'off', true)
