-- Makes a job unless one of its key exists.
--   $1 kind text   $2 job_key text   $3 site text   $4 period integer   $5 due_at timestamptz
INSERT INTO settlement.job (kind, job_key, site, period, due_at, look_at, state)
VALUES ($1, $2, $3, $4::integer, $5::timestamptz, $5::timestamptz, 'due')
    ON CONFLICT ON CONSTRAINT one_job_a_key DO NOTHING
