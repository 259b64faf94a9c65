-- Says why rows that an import left out need not come: those that have no answer yet.
--   $1 import_id text   $2 file text (empty: every file)   $3 line bigint (0: every line)
--   $4 acknowledged_by text   $5 acknowledged_at timestamptz   $6 reason text
-- Returns a row a line: rows.
UPDATE settlement.import_left_out AS waiting
   SET answered_as = 'acknowledged', answered_by = $4, answered_at = $5::timestamptz, answer = $6
  FROM settlement.import AS loaded
 WHERE loaded.import_id = $1
   AND waiting.import_no = loaded.import_no
   AND waiting.answered_as IS NULL
   AND $2 IN ('', waiting.file)
   AND $3::bigint IN (0, waiting.line)
RETURNING waiting.rows
