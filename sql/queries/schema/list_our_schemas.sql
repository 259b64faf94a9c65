-- The schemas of ours that the database has, to refuse a restore into it. Returns name.
SELECT namespace.nspname::text AS name
  FROM pg_catalog.pg_namespace AS namespace
 WHERE namespace.nspname IN ('marketplace', 'scratch', 'settlement')
 ORDER BY namespace.nspname
