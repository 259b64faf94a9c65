-- Answers rows that earlier imports left out and this one has brought, by keys of one column.
--   $1 import_no integer   $2 relation text   $3 keys text[]
UPDATE settlement.import_left_out AS waiting
   SET answered_as = 'brought', answered_by = loaded.imported_by, answered_at = loaded.imported_at,
       answer = loaded.import_id
  FROM settlement.import AS loaded
 WHERE loaded.import_no = $1::integer
   AND waiting.relation = $2
   AND waiting.answered_as IS NULL
   AND waiting.row_key IN (SELECT ARRAY[brought.key] COLLATE "C" FROM unnest($3::text[]) AS brought (key))
