-- What was imported of each table, by its name: rows that came in all imports, and the last of them.
-- Returns relation, imports, inserted, last import's read, imported_at, imported_by.
SELECT source.relation, source.imports, source.inserted, newest.read, loaded.imported_at,
       loaded.imported_by
  FROM (SELECT counted.relation, count(*) AS imports, sum(counted.inserted)::bigint AS inserted,
               max(counted.import_no) AS last_no
          FROM settlement.import_table AS counted
         GROUP BY counted.relation) AS source
  JOIN settlement.import_table AS newest
    ON newest.relation = source.relation AND newest.import_no = source.last_no
  JOIN settlement.import AS loaded ON loaded.import_no = source.last_no
 ORDER BY source.relation
