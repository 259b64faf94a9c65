-- What the server says about itself: version, clock, size of the database in bytes, and whether it
-- is a standby that takes no writes.
SELECT current_setting('server_version'), clock_timestamp(),
       pg_database_size(current_database()), pg_is_in_recovery()
