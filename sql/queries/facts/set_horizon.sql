-- Hands the horizon to facts/list_marks; COPY takes no parameters.
--   $1 horizon timestamptz
SELECT set_config('settled.horizon', $1::timestamptz::text, true)
