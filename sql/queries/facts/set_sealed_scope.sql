-- Hands the sealed run to a stream of its facts; COPY takes no parameters.
--   $1 run_no integer   $2 earlier runs bigint[]   $3 rewritten runs bigint[]   $4 calculation_no integer
SELECT set_config('settled.run_no', $1::integer::text, true),
       set_config('settled.earlier_runs', $2::bigint[]::text, true),
       set_config('settled.rewritten_runs', $3::bigint[]::text, true),
       set_config('settled.calculation_no', $4::integer::text, true)
