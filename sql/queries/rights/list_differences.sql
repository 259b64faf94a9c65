-- Where the rights of a role are not those of who operates.
--   $1 role text ('': that of the session)
-- Returns the right in words, and whether it is one too many; those that lack first.
WITH asking AS (
     SELECT role.oid
       FROM pg_catalog.pg_roles AS role
      WHERE role.rolname = CASE WHEN $1 = '' THEN current_user ELSE $1 END),
     difference AS (
     SELECT 'USAGE ON SCHEMA ' || ours.nspname AS words, false AS is_excess
       FROM asking
      CROSS JOIN pg_catalog.pg_namespace AS ours
      WHERE ours.nspname IN ('marketplace', 'settlement', 'scratch')
        AND NOT has_schema_privilege(asking.oid, ours.oid, 'USAGE')
     UNION ALL
     SELECT given.privilege || ' ON ' || given.relation::regclass::text, false
       FROM asking
      CROSS JOIN settlement.right_to_operate AS given
      WHERE CASE WHEN given.columns = '{}'
                 THEN NOT has_table_privilege(asking.oid, given.relation, given.privilege)
                 ELSE EXISTS (
                      SELECT FROM unnest(given.columns) AS named
                       WHERE NOT has_column_privilege(asking.oid, given.relation, named,
                                                      given.privilege)) END
     UNION ALL
     SELECT 'SELECT ON marketplace.' || fact.relname, false
       FROM asking
      CROSS JOIN pg_catalog.pg_class AS fact
      WHERE fact.relnamespace = 'marketplace'::regnamespace
        AND fact.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND NOT has_table_privilege(asking.oid, fact.oid, 'SELECT')
     UNION ALL
     SELECT 'USAGE ON SEQUENCE settlement.run_number', false
       FROM asking
      WHERE NOT has_sequence_privilege(asking.oid, 'settlement.run_number', 'USAGE')
     UNION ALL
     SELECT 'EXECUTE ON ' || acting.oid::regprocedure, false
       FROM asking
      CROSS JOIN pg_catalog.pg_proc AS acting
      WHERE acting.pronamespace IN ('settlement'::regnamespace, 'scratch'::regnamespace)
        AND acting.prosecdef
        AND NOT has_function_privilege(asking.oid, acting.oid, 'EXECUTE')
     UNION ALL
     SELECT privilege || ' ON ' || refused.relation::regclass::text, true
       FROM asking
      CROSS JOIN settlement.refused_change AS refused
      CROSS JOIN unnest('{UPDATE,DELETE,TRUNCATE,TRIGGER}'::text[]) AS privilege
      WHERE refused.refuses_update AND refused.refuses_delete
        AND has_table_privilege(asking.oid, refused.relation, privilege))
SELECT difference.words, difference.is_excess
  FROM difference
 ORDER BY difference.is_excess, difference.words COLLATE "C"
