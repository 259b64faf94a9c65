-- Lists what the database found wrong with the rows of a table, from the lines after one on; whole
-- lines only, so that the next page begins after the last line of this one.
--   $1 relation text   $2 after_line bigint   $3 page integer
-- Returns import_line, column_name (null: the whole row), reason, remedy.
SELECT finding.import_line, finding.column_name, finding.reason, finding.remedy
  FROM settlement.list_import_findings($1, $2, $3) AS finding
 ORDER BY finding.import_line, finding.column_name, finding.reason
