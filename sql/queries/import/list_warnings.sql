-- Lists terms of this import that overlap others.
--   $1 page integer
-- Returns relation, import_line, column_name, reason, remedy.
SELECT warning.relation, warning.import_line, warning.column_name, warning.reason, warning.remedy
  FROM settlement.list_import_warnings($1) AS warning
