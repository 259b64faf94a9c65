-- Shows that a worker lives: its session holds the lock of its name until it ends.
--   $1 worker text
SELECT pg_try_advisory_lock(hashtextextended('settled worker ' || $1, 0))
