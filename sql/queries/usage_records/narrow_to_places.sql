-- Appended to a stream of usage records that are a table: one shard reads one range of its pages.
--   settled.first_place, settled.end_place  tid  half-open range
   AND fact.ctid >= (SELECT current_setting('settled.first_place')::tid)
   AND fact.ctid < (SELECT current_setting('settled.end_place')::tid)
