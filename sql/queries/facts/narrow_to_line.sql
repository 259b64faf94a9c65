-- Appended to a stream of order lines: one of them.
--   settled.line text  its key
   AND fact.line_id = (SELECT current_setting('settled.line'))
