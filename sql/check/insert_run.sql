-- Names the run that is checked, and when it ends: months are cut in GMT+8 (rule 1.1).
--   $1 run_no integer   $2 one_in bigint  1: all facts   $3 seed bigint  which facts are picked
INSERT INTO check_run (run_no, site, period, as_of, chain_no, is_sealed, starts, cutoff, one_in, seed)
SELECT run.run_no, run.site, run.period, run.as_of, run.chain_no, run.state = 'sealed',
       make_timestamp(run.period / 100, run.period % 100, 1, 0, 0, 0)
       AT TIME ZONE interval '08:00',
       (make_timestamp(run.period / 100, run.period % 100, 1, 0, 0, 0) + interval '1 month')
       AT TIME ZONE interval '08:00',
       $2::bigint, $3::bigint
  FROM settlement.run AS run
 WHERE run.run_no = $1::integer
RETURNING period
