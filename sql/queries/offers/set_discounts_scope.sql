-- Names the runs to the stream of discounts; COPY takes no parameters. Run 0 is none.
--   $1 run_no integer   $2 run_no integer   $3 run_no integer: the run of each of the three sites
SELECT set_config('settled.run_a', $1::integer::text, true),
       set_config('settled.run_b', $2::integer::text, true),
       set_config('settled.run_c', $3::integer::text, true),
       set_config('work_mem', '128MB', true),
       set_config('jit', 'off', true)
