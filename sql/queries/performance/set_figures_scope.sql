-- Hands the parameters of the stream of figures to its transaction; COPY takes no others.
--   $1 period integer   $2 start timestamptz   $3 end timestamptz: the first instant after it
--   $4 site text: of the partners ('': all)   $5 partner text: the only one ('': all)
-- Sorting what a month sold must not spill early.
SELECT set_config('settled.period', $1::integer::text, true),
       set_config('settled.start', $2::timestamptz::text, true),
       set_config('settled.end', $3::timestamptz::text, true),
       set_config('settled.site', $4, true),
       set_config('settled.partner', $5, true),
       set_config('work_mem', '128MB', true),
       set_config('jit', 'off', true)
