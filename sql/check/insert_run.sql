-- Names the run that is checked, and when it ends: months are cut in GMT+8 (rule 1.1).
--   $1 run_no integer   $2 whole_up_to bigint  a run of more lines is checked by a sample
--   $3 one_in bigint  how many facts the sample picks one of   $4 seed bigint  which ones
-- A sealed run that has fewer lines than it was sealed with is checked whole, whatever its size.
-- Returns one row: one_in, which is 1 where all facts are checked.
INSERT INTO check_run (run_no, site, period, as_of, chain_no, is_sealed, starts, cutoff, one_in, seed,
                       needs_consumption)
SELECT run.run_no, run.site, run.period, run.as_of, run.chain_no, run.state = 'sealed',
       make_timestamp(run.period / 100, run.period % 100, 1, 0, 0, 0)
       AT TIME ZONE interval '08:00',
       (make_timestamp(run.period / 100, run.period % 100, 1, 0, 0, 0) + interval '1 month')
       AT TIME ZONE interval '08:00',
       CASE WHEN run.lines <= $2::bigint
              OR (run.state = 'sealed'
                  AND run.lines > (SELECT count(*)
                                     FROM settlement.line AS line
                                    WHERE line.run_no = $1::integer))
            THEN 1 ELSE $3::bigint END, $4::bigint,
       run.state <> 'sealed'
       AND EXISTS (SELECT FROM marketplace.incentive_policy AS policy WHERE policy.site = run.site)
  FROM settlement.run AS run
 WHERE run.run_no = $1::integer
RETURNING one_in
