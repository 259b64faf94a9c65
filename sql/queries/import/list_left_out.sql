-- Lists rows that imports left out, by import, file and line.
--   $1 import_id text (empty: every import)   $2 open boolean (only those without an answer)
--   $3 limit integer
-- Returns import_id, file, line, rows, row_key as text (null: not readable), earliest (null: any month),
-- cause, answered_as (null: open), answered_by, answered_at, answer.
SELECT loaded.import_id, waiting.file, waiting.line, waiting.rows,
       array_to_string(waiting.row_key, '/'), waiting.earliest, waiting.cause, waiting.answered_as,
       waiting.answered_by, waiting.answered_at, waiting.answer
  FROM settlement.import_left_out AS waiting
  JOIN settlement.import AS loaded ON loaded.import_no = waiting.import_no
 WHERE $1 IN ('', loaded.import_id)
   AND (waiting.answered_as IS NULL OR NOT $2)
 ORDER BY waiting.import_no, waiting.file, waiting.line
 LIMIT $3::integer
