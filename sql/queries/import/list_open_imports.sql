-- Imports that left out rows which have neither come nor been answered for, by number.
--   $1 period integer  only rows that this month or one before can concern
-- Returns import_id, imported_at, imported_by, source, rows, file and line and cause of the first,
-- rejects path (null: none), digest (null: none).
SELECT loaded.import_id, loaded.imported_at, loaded.imported_by, loaded.source, open.rows,
       first.file, first.line, first.cause, rejects.path, rejects.digest
  FROM (SELECT waiting.import_no, sum(waiting.rows)::bigint AS rows
          FROM settlement.import_left_out AS waiting
         WHERE waiting.answered_as IS NULL
           AND coalesce(waiting.earliest, 0) <= $1::integer
         GROUP BY waiting.import_no) AS open
  JOIN settlement.import AS loaded ON loaded.import_no = open.import_no
  LEFT JOIN settlement.import_rejects AS rejects ON rejects.import_no = open.import_no
 CROSS JOIN LATERAL (
       SELECT waiting.file, waiting.line, waiting.cause
         FROM settlement.import_left_out AS waiting
        WHERE waiting.import_no = open.import_no
          AND waiting.answered_as IS NULL
          AND coalesce(waiting.earliest, 0) <= $1::integer
        ORDER BY waiting.file, waiting.line
        LIMIT 1) AS first
 ORDER BY open.import_no
