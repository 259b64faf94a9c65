-- Lists imports, the newest first, a row a table, with what they left out.
--   $1 limit integer
-- Returns import_id, imported_at, imported_by, source, relation (null: only files that are no table),
-- read, inserted, replaced, unchanged, left_out, open, rejects path (null: none), digest (null: none).
SELECT loaded.import_id, loaded.imported_at, loaded.imported_by, loaded.source, counted.relation,
       coalesce(counted.read, 0), coalesce(counted.inserted, 0), coalesce(counted.replaced, 0),
       coalesce(counted.unchanged, 0), coalesce(counted.left_out, 0),
       (SELECT coalesce(sum(waiting.rows), 0)::bigint
          FROM settlement.import_left_out AS waiting
         WHERE waiting.import_no = loaded.import_no
           AND waiting.relation IS NOT DISTINCT FROM counted.relation
           AND waiting.answered_as IS NULL) AS open,
       rejects.path, rejects.digest
  FROM (SELECT newest.import_no, newest.import_id, newest.imported_at, newest.imported_by,
               newest.source
          FROM settlement.import AS newest
         ORDER BY newest.import_no DESC
         LIMIT $1::integer) AS loaded
  LEFT JOIN settlement.import_table AS counted ON counted.import_no = loaded.import_no
  LEFT JOIN settlement.import_rejects AS rejects ON rejects.import_no = loaded.import_no
 ORDER BY loaded.import_no DESC, counted.relation
