-- Begins a run. Its id counts the plans of the site and period.
--   $1 site text   $2 period integer   $3 as_of timestamptz   $4 chain_no integer
--   $5 planned_by text   $6 planned_at timestamptz   $7 engine text
-- Returns 1 row: run_no, run_id.
INSERT INTO settlement.run (run_no, run_id, site, period, as_of, state, chain_no, planned_by,
                            planned_at, engine)
SELECT nextval('settlement.run_number')::integer,
       'RUN-' || $2::integer || '-' || $1 || '-' || (
       SELECT count(*) + 1
         FROM settlement.run AS earlier
        WHERE earlier.site = $1
          AND earlier.period = $2::integer),
       $1, $2::integer, $3::timestamptz, 'computing', $4::integer, $5, $6::timestamptz, $7
RETURNING run_no, run_id
