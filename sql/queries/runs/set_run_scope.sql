-- Names the run to streams of its lines; COPY takes no parameters.
--   $1 run_no integer
SELECT set_config('settled.run_no', $1::integer::text, true)
