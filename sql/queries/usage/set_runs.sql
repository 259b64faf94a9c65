-- Names the runs of a stream to its transaction; COPY takes no parameters.
--   $1 run_nos text  like {1,2}
SELECT set_config('settled.run_nos', $1, true)
