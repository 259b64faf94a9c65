-- Hands the parameters of the streams of figures to their transaction; COPY takes no others.
--   $1 period integer   $2 start timestamptz   $3 end timestamptz: the first instant after it
--   $4 partner text: the only one ('': all)   $5 marks text: as in facts/join_marked_company
-- Hash tables must stay in memory: a spill would write every order line to disk.
SELECT set_config('settled.period', $1::integer::text, true),
       set_config('settled.start', $2::timestamptz::text, true),
       set_config('settled.end', $3::timestamptz::text, true),
       set_config('settled.partner', $4, true),
       set_config('settled.marks', $5, true),
       set_config('work_mem', '256MB', true),
       set_config('jit', 'off', true)
