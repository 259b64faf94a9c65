-- What a role is to our tables.
--   $1 role text ('': that of the session)
-- Returns 0 or 1 row: name, is_owner (superusers and members of the owner's role own as well), owner,
-- may_make_temporary (tables, in this database), and the statement that lets it.
SELECT role.rolname::text, pg_has_role(role.oid, relation.relowner, 'MEMBER'),
       relation.relowner::regrole::text,
       has_database_privilege(role.oid, current_database(), 'TEMPORARY'),
       format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), role.rolname)
  FROM pg_catalog.pg_roles AS role
  JOIN pg_catalog.pg_class AS relation ON relation.oid = 'settlement.run'::regclass
 WHERE role.rolname = CASE WHEN $1 = '' THEN current_user ELSE $1 END
