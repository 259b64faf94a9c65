-- What was imported is on record, with the rows that were left out until they come or somebody says
-- why they need not; and each entry of a batch keeps its hash, so that one that is changed is named.

-- ── Imports ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.import (
  import_no   integer GENERATED ALWAYS AS IDENTITY,
  source      text NOT NULL,
  imported_by text NOT NULL,
  imported_at timestamptz NOT NULL,
  import_id   text NOT NULL COLLATE "C" GENERATED ALWAYS AS ('IMP-' || import_no::text) STORED,
  CONSTRAINT import_no_names_one PRIMARY KEY (import_no));
COMMENT ON TABLE settlement.import IS
  'Files that were loaded in one transaction; those of which nothing was loaded are not here.';
COMMENT ON COLUMN settlement.import.source IS 'The folder or the log, as it was named.';

CREATE TABLE settlement.import_table (
  import_no integer NOT NULL REFERENCES settlement.import,
  relation  text NOT NULL COLLATE "C",
  read      bigint NOT NULL,
  inserted  bigint NOT NULL,
  replaced  bigint NOT NULL,
  unchanged bigint NOT NULL,
  left_out  bigint NOT NULL,
  CONSTRAINT one_row_a_table PRIMARY KEY (import_no, relation),
  CONSTRAINT counts_are_not_negative CHECK (
    least(read, inserted, replaced, unchanged, left_out) >= 0),
  CONSTRAINT every_row_read_is_counted CHECK (
    read = inserted + replaced + unchanged + left_out));
COMMENT ON TABLE settlement.import_table IS
  'What became of the rows of one table; of a log, of its hours and of lines that are no call.';
CREATE INDEX import_table_of_relation ON settlement.import_table (relation, import_no);

CREATE TABLE settlement.import_rejects (
  import_no integer NOT NULL REFERENCES settlement.import,
  path      text NOT NULL,
  digest    bytea NOT NULL,
  CONSTRAINT one_file_an_import PRIMARY KEY (import_no),
  CONSTRAINT digest_is_whole CHECK (octet_length(digest) = 32));
COMMENT ON TABLE settlement.import_rejects IS
  'The file with every finding and its row, and its SHA-256.';

CREATE TABLE settlement.import_left_out (
  import_no   integer NOT NULL REFERENCES settlement.import,
  file        text NOT NULL,
  line        bigint NOT NULL,
  rows        bigint NOT NULL,
  relation    text COLLATE "C",
  row_key     text[] COLLATE "C",
  earliest    integer,
  cause       text NOT NULL,
  answered_as text COLLATE "C",
  answered_by text,
  answered_at timestamptz,
  answer      text,
  CONSTRAINT one_row_a_line PRIMARY KEY (import_no, file, line),
  CONSTRAINT rows_are_counted CHECK (rows >= 1 AND line >= 1),
  CONSTRAINT key_is_of_a_table CHECK (row_key IS NULL OR relation IS NOT NULL),
  CONSTRAINT earliest_is_a_month CHECK (earliest % 100 BETWEEN 1 AND 12),
  CONSTRAINT answer_is_known CHECK (answered_as IN ('brought', 'acknowledged')),
  CONSTRAINT answer_is_whole CHECK (
    num_nulls(answered_as, answered_by, answered_at, answer) IN (0, 4)));
COMMENT ON TABLE settlement.import_left_out IS
  'Rows that --accept-rejects left out: open until a later import brings the same key, or a person'
  ' says why they need not come.';
COMMENT ON COLUMN settlement.import_left_out.rows IS
  'How many it stands for: the lines of a log that are no call are one.';
COMMENT ON COLUMN settlement.import_left_out.relation IS 'Null: the file is no table.';
COMMENT ON COLUMN settlement.import_left_out.row_key IS
  'Its primary key as text; null where it cannot be read.';
COMMENT ON COLUMN settlement.import_left_out.earliest IS
  'The first month that it can concern, YYYYMM; null where it may be any.';
COMMENT ON COLUMN settlement.import_left_out.answer IS
  'The import that brought it, or the reason that was given.';
CREATE INDEX import_left_out_open ON settlement.import_left_out (relation, row_key)
 WHERE answered_as IS NULL;

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY '{import,import_table,import_rejects}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER import_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE '
                   'ON settlement.%I FOR EACH STATEMENT '
                   'EXECUTE FUNCTION settlement.refuse_change()', kept);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER import_never_changes', kept);
  END LOOP;
END $$;
CREATE TRIGGER left_out_is_answered_once BEFORE UPDATE OR DELETE ON settlement.import_left_out
   FOR EACH ROW EXECUTE FUNCTION settlement.fill_once('answered_as', 'answered_by', 'answered_at',
                                                      'answer');
CREATE TRIGGER left_out_is_not_emptied BEFORE TRUNCATE ON settlement.import_left_out
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.import_left_out
  ENABLE ALWAYS TRIGGER left_out_is_answered_once, ENABLE ALWAYS TRIGGER left_out_is_not_emptied;

-- Says of rows that were left out that an import has brought them: those whose key is staged.
-- Returns how many.
CREATE FUNCTION settlement.bring_staged(of_import integer, relation text, keys text[])
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE brought bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM settlement.import_left_out AS waiting
                  WHERE waiting.relation = bring_staged.relation
                    AND waiting.answered_as IS NULL
                    AND waiting.row_key IS NOT NULL) THEN
    RETURN 0;
  END IF;
  EXECUTE format($sql$
    UPDATE settlement.import_left_out AS waiting
       SET answered_as = 'brought', answered_by = loaded.imported_by,
           answered_at = loaded.imported_at, answer = loaded.import_id
      FROM settlement.import AS loaded
     WHERE loaded.import_no = %1$s
       AND waiting.relation = %2$L
       AND waiting.answered_as IS NULL
       AND waiting.row_key IN (SELECT ARRAY[%3$s] COLLATE "C" FROM pg_temp.%4$I AS staged)$sql$,
    of_import, relation,
    (SELECT string_agg(format('staged.%I::text', named.name), ', ' ORDER BY named.place)
       FROM unnest(keys) WITH ORDINALITY AS named (name, place)),
    'staged_' || relation);
  GET DIAGNOSTICS brought = ROW_COUNT;
  RETURN brought;
END $$;

-- What an import put in the place of known rows of a relation: their keys, and what was and is in the
-- columns that changed.
CREATE FUNCTION settlement.list_import_changes(of_relation text, keys text[], page integer)
RETURNS TABLE (row_key text, was text, becomes text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT (SELECT string_agg(change.was ->> named.name, '/' ORDER BY named.place)
            FROM unnest(keys) WITH ORDINALITY AS named (name, place)),
         (SELECT string_agg(altered.name || '=' || coalesce(change.was ->> altered.name, ''), ', '
                            ORDER BY altered.place)
            FROM unnest(change.changed) WITH ORDINALITY AS altered (name, place)),
         (SELECT string_agg(altered.name || '=' || coalesce(change.becomes ->> altered.name, ''), ', '
                            ORDER BY altered.place)
            FROM unnest(change.changed) WITH ORDINALITY AS altered (name, place))
    FROM pg_temp.import_change AS change
   WHERE change.relation = of_relation
   ORDER BY change.import_line
   LIMIT page;
END $$;

-- ── Statistics of what was imported ─────────────────────────────────────────────────────────────

-- Counts a relation of the marketplace for the planner. Only its owner may do that, and so the owner
-- of our functions does it for who imports; false where the relation is somebody else's.
CREATE FUNCTION settlement.analyze_imported(relation text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE written regclass := format('marketplace.%I', relation)::regclass;
BEGIN
  IF NOT pg_has_role((SELECT class.relowner FROM pg_class AS class WHERE class.oid = written), 'USAGE')
  THEN
    RETURN false;
  END IF;
  EXECUTE format('ANALYZE %s', written);
  RETURN true;
END $$;
SELECT settlement.close_functions();

-- As before, and says whether the relation has no statistics of what came.
DROP FUNCTION settlement.merge_staged(text, text[], text[]);
CREATE FUNCTION settlement.merge_staged(
  relation text, keys text[], columns text[],
  OUT inserted bigint, OUT replaced bigint, OUT unchanged bigint, OUT lacks_statistics boolean)
LANGUAGE plpgsql AS $$
DECLARE
  staged bigint;
  is_new text := '';
BEGIN
  IF NOT settlement.is_empty(relation) THEN
    is_new := format('WHERE NOT EXISTS (SELECT FROM marketplace.%I AS known WHERE (%s) = (%s))',
                     relation, settlement.column_list('known.', keys),
                     settlement.column_list('staged.', keys));
  END IF;
  EXECUTE format('SELECT count(*) FROM pg_temp.%I', 'staged_' || relation) INTO staged;
  EXECUTE format('INSERT INTO marketplace.%I (%s) SELECT %s FROM pg_temp.%I AS staged %s',
                 relation, settlement.column_list('', columns),
                 settlement.column_list('staged.', columns), 'staged_' || relation, is_new);
  GET DIAGNOSTICS inserted = ROW_COUNT;
  EXECUTE format($sql$
    UPDATE marketplace.%1$I AS known
       SET (%2$s) = ROW (%3$s)
      FROM pg_temp.%4$I AS staged
      JOIN pg_temp.import_change AS change
        ON change.relation = %1$L
       AND change.import_line = staged.import_line
     WHERE (%5$s) = (%6$s)$sql$,
    relation, settlement.column_list('', columns), settlement.column_list('staged.', columns),
    'staged_' || relation, settlement.column_list('known.', keys),
    settlement.column_list('staged.', keys));
  GET DIAGNOSTICS replaced = ROW_COUNT;
  unchanged := staged - inserted - replaced;
  -- A run that follows at once must not plan by the statistics of an empty table.
  lacks_statistics := inserted > 1000
    AND inserted * 10 > (SELECT known.reltuples
                           FROM pg_catalog.pg_class AS known
                          WHERE known.oid = format('marketplace.%I', relation)::regclass)
    AND NOT settlement.analyze_imported(relation);
END $$;

-- ── Hashes of entries ───────────────────────────────────────────────────────────────────────────

-- The hash of each entry of a site from one number to another.
CREATE FUNCTION settlement.entry_hashes(of_site text, first_no bigint, last_no bigint)
RETURNS TABLE (entry_no bigint, entry_hash bytea) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT entry.entry_no,
         sha256(settlement.prefixed(entry.site) || int8send(entry.entry_no)
                || int4send(entry.period) || settlement.prefixed(entry.event)
                || settlement.prefixed(entry.source) || settlement.prefixed(entry.partner_id)
                || settlement.prefixed(entry.tab) || settlement.prefixed(entry.currency::text)
                || (SELECT coalesce(string_agg(
                             settlement.prefixed(posted.account_code)
                             || int8send(greatest(posted.amount, 0))
                             || int8send(greatest(-posted.amount, 0)), ''::bytea
                             ORDER BY posted.posting_no), ''::bytea)
                      FROM unnest(entry.account_codes, entry.amounts)
                           WITH ORDINALITY AS posted (account_code, amount, posting_no)))
    FROM settlement.journal_entry AS entry
   WHERE entry.site = of_site AND entry.entry_no BETWEEN first_no AND last_no;
END;

-- As before, byte for byte.
CREATE OR REPLACE FUNCTION settlement.batch_hash(
  of_site text, first_no bigint, last_no bigint, previous bytea
) RETURNS bytea LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT sha256(coalesce(previous, ''::bytea)
                || coalesce(string_agg(hashed.entry_hash, ''::bytea ORDER BY hashed.entry_no),
                            ''::bytea))
    FROM settlement.entry_hashes(of_site, first_no, last_no) AS hashed;
END;

-- The hash of a batch is that of the one before and of its entries' hashes: whoever keeps these can
-- tell which entry has another one now, and cannot keep others.
ALTER TABLE settlement.journal_batch ADD COLUMN entry_hashes bytea;
ALTER TABLE settlement.journal_batch ALTER COLUMN entry_hashes SET STORAGE EXTERNAL;
ALTER TABLE settlement.journal_batch DISABLE TRIGGER batch_never_changes;
UPDATE settlement.journal_batch AS batch
   SET entry_hashes = known.hashes
  FROM settlement.journal_batch AS posted
 CROSS JOIN LATERAL (
       SELECT string_agg(hashed.entry_hash, ''::bytea ORDER BY hashed.entry_no) AS hashes
         FROM settlement.entry_hashes(posted.site, posted.first_entry, posted.last_entry) AS hashed)
       AS known
 WHERE posted.site = batch.site
   AND posted.first_entry = batch.first_entry
   AND sha256(coalesce(posted.previous_hash, ''::bytea) || known.hashes) = posted.batch_hash;
ALTER TABLE settlement.journal_batch
  ENABLE ALWAYS TRIGGER batch_never_changes,
  ADD CONSTRAINT hashes_of_entries_make_that_of_the_batch CHECK (
    octet_length(entry_hashes) = 32 * (last_entry - first_entry + 1)
    AND sha256(coalesce(previous_hash, ''::bytea) || entry_hashes) = batch_hash);
COMMENT ON COLUMN settlement.journal_batch.entry_hashes IS
  'The hashes of its entries, 32 bytes each, in the order of their numbers; null for a batch that was'
  ' changed already when they began to be kept.';
UPDATE settlement.operating_right AS moving
   SET columns = moving.columns || 'entry_hashes'::text
 WHERE moving.relation = 'journal_batch'
   AND moving.privilege = 'INSERT';

-- The entries of a batch that have another hash than was kept; none where what was kept is not what
-- made the hash of the batch.
CREATE FUNCTION settlement.changed_entries(of_site text, first_no bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  batch record;
  hashes bytea;
  hashed record;
BEGIN
  SELECT posted.last_entry, posted.previous_hash, posted.batch_hash, posted.entry_hashes INTO batch
    FROM settlement.journal_batch AS posted
   WHERE posted.site = of_site AND posted.first_entry = first_no;
  -- In memory once, and not read from its place for each entry.
  hashes := batch.entry_hashes || ''::bytea;
  IF sha256(coalesce(batch.previous_hash, ''::bytea) || hashes) = batch.batch_hash THEN
    FOR hashed IN
      SELECT entry.entry_no, entry.entry_hash
        FROM settlement.entry_hashes(of_site, first_no, batch.last_entry) AS entry
    LOOP
      IF substr(hashes, (32 * (hashed.entry_no - first_no))::integer + 1, 32) <> hashed.entry_hash
      THEN
        RETURN NEXT hashed.entry_no;
      END IF;
    END LOOP;
  END IF;
END $$;
