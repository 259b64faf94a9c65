import Postgres

/// What the probe is made of.
enum Statements {
  static let checkpoint = SQL(name: "test/checkpoint", text: "CHECKPOINT")

  /// Keeps all that is written ahead from now on, as for a copy of the server that does not come.
  static let keepJournal = SQL(
    name: "test/keep_journal",
    text: "SELECT pg_create_physical_replication_slot('kept', true)")

  /// How many bytes can be written ahead without another segment.
  static let journalLeft = SQL(
    name: "test/journal_left",
    text: """
      SELECT count(*) FILTER (WHERE segment.name > here.file_name) * 1048576
             + 1048576 - here.file_offset
        FROM pg_ls_waldir() AS segment
       CROSS JOIN pg_walfile_name_offset(pg_current_wal_insert_lsn()) AS here
       WHERE segment.name ~ '^[0-9A-F]{24}$'
       GROUP BY here.file_name, here.file_offset
      """)

  /// Writes so many bytes ahead, and nothing else.
  static let writeAhead = SQL(
    name: "test/write_ahead",
    text: "SELECT pg_logical_emit_message(true, 'test', repeat('x', $1::bigint::integer))")

  static let probe = SQL(
    name: "test/probe",
    text: """
      CREATE SCHEMA fault;
      CREATE SEQUENCE fault.point;
      CREATE TABLE fault.plan (point bigint NOT NULL, strike text NOT NULL);
      CREATE TABLE fault.commit_point (point bigint NOT NULL);
      INSERT INTO fault.plan VALUES (-1, '');
      CREATE FUNCTION fault.on_write() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        armed fault.plan;
        passed bigint := nextval('fault.point');
      BEGIN
        IF TG_NAME = 'aaa_commit' THEN INSERT INTO fault.commit_point VALUES (passed); END IF;
        SELECT * INTO armed FROM fault.plan;
        IF passed <> armed.point THEN RETURN NULL; END IF;
        CASE armed.strike
          WHEN 'terminated' THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
            PERFORM pg_sleep(10);
          WHEN 'disk_full' THEN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
          WHEN 'timeout' THEN
            RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';
          WHEN 'killed' THEN PERFORM pg_advisory_lock(4711);
        END CASE;
        RETURN NULL;
      END $$;
      DO $$
      DECLARE written regclass;
      BEGIN
        FOR written IN
          SELECT class.oid FROM pg_class AS class
           WHERE class.relnamespace = 'settlement'::regnamespace
             AND class.relkind IN ('r', 'p') AND NOT class.relispartition
        LOOP
          EXECUTE format('CREATE TRIGGER aaa_before BEFORE INSERT OR UPDATE OR DELETE ON %s '
                         'FOR EACH STATEMENT EXECUTE FUNCTION fault.on_write()', written);
          EXECUTE format('CREATE TRIGGER zzz_after AFTER INSERT OR UPDATE OR DELETE ON %s '
                         'FOR EACH STATEMENT EXECUTE FUNCTION fault.on_write()', written);
        END LOOP;
      END $$;
      CREATE CONSTRAINT TRIGGER aaa_commit AFTER INSERT ON settlement.journal_batch
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault.on_write();
      CREATE CONSTRAINT TRIGGER aaa_commit AFTER INSERT ON settlement.event
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault.on_write();
      CREATE FUNCTION fault.digest() RETURNS SETOF text LANGUAGE plpgsql AS $$
      DECLARE
        stored regclass;
        content text;
      BEGIN
        FOR stored IN
          SELECT class.oid FROM pg_class AS class
           WHERE class.relnamespace = 'settlement'::regnamespace AND class.relkind = 'r'
           ORDER BY class.relname
        LOOP
          EXECUTE format('SELECT md5(string_agg(content, chr(10) ORDER BY content)) FROM ('
                         'SELECT (to_jsonb(each) - ''xact'')::text AS content FROM %s AS each) AS rows',
                         stored) INTO content;
          RETURN NEXT stored::text || ' ' || coalesce(content, 'empty');
        END LOOP;
      END $$
      """)

  static let armProbe = SQL(
    name: "test/arm_probe",
    text: """
      WITH restarted AS (SELECT setval('fault.point', 1, false)),
           forgotten AS (DELETE FROM fault.commit_point)
      UPDATE fault.plan SET point = $1::bigint, strike = $2 FROM restarted
      """)

  static let points = SQL(
    name: "test/points",
    text: "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM fault.point")

  static let firstCommitPoint = SQL(
    name: "test/first_commit_point", text: "SELECT min(point) FROM fault.commit_point")

  static let digest = SQL(name: "test/digest", text: "SELECT fault.digest()")

  static let sequences = SQL(
    name: "test/sequences",
    text: """
      SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0)::bigint
        FROM pg_sequences WHERE schemaname = 'settlement' ORDER BY sequencename
      """)

  static let setSequences = SQL(
    name: "test/set_sequences",
    text: """
      SELECT setval(named.sequence::regclass, greatest(named.value, 1), named.value > 0)
        FROM unnest($1::text[], $2::bigint[]) AS named (sequence, value)
      """)

  static let holdStrike = SQL(name: "test/hold_strike", text: "SELECT pg_advisory_lock(4711)")

  static let letStrike = SQL(name: "test/let_strike", text: "SELECT pg_advisory_unlock(4711)")

  static let countStruck = SQL(
    name: "test/count_struck",
    text: """
      SELECT count(*) FROM pg_locks
       WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """)

  static let countOthers = SQL(
    name: "test/count_others",
    text: """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND backend_type = 'client backend'
      """)

  static func createTablespace(_ name: String, at path: String) -> SQL {
    SQL(name: "test/create_tablespace", text: "CREATE TABLESPACE \(name) LOCATION '\(path)'")
  }

  /// What is made from now on lies there.
  static func makeDefault(tablespace: String) -> SQL {
    SQL(
      name: "test/default_tablespace", text: "ALTER SYSTEM SET default_tablespace = '\(tablespace)'"
    )
  }

  static let reload = SQL(name: "test/reload", text: "SELECT pg_reload_conf()")

  static let createRestored = SQL(name: "test/create_restored", text: "CREATE DATABASE restored")

  static let currentTransaction = SQL(
    name: "test/current_transaction", text: "SELECT pg_current_xact_id()::text::bigint")

  /// The batches of the journal by the transaction that posted them: site, last entry, last entry of
  /// the site, transaction.
  static let batches = SQL(
    name: "test/batches",
    text: """
      SELECT batch.site, batch.last_entry, max(batch.last_entry) OVER (PARTITION BY batch.site),
             batch.xact::text::bigint
        FROM settlement.journal_batch AS batch
       ORDER BY batch.xact::text::bigint
      """)

  static let strayEntry = SQL(
    name: "test/stray_entry",
    text: """
      INSERT INTO settlement.journal_entry
      VALUES ($1, $2::bigint, 202607, 'seal', 'stray', 'M-1', 'general', 'CNY', '{1012,2202}', '{1,-1}')
      """)
}
