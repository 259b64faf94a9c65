-- Has the next queries of the transaction look rows up by their keys, one after the other, or joins them
-- again as the planner sees fit: it reads a large table whole for what a few look-ups find.
--   $1 prefers_keys boolean
SELECT set_config('enable_hashjoin', CASE WHEN $1::boolean THEN 'off' ELSE 'on' END, true),
       set_config('enable_mergejoin', CASE WHEN $1::boolean THEN 'off' ELSE 'on' END, true)
