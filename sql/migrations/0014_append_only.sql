-- Who operates is not who owns: all that daemon and commands need without owning a table, and tables
-- of payments and of the bank that are only added to.

-- ── What becomes of a run's rows ────────────────────────────────────────────────────────────────

-- Only an owner makes, attaches and drops tables. These functions do it for whoever operates, with
-- the rights of the owner, each in the one state of a run in which it is right.

CREATE FUNCTION settlement.require_run(of_run integer, states text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_state text;
BEGIN
  SELECT run.state INTO found_state
    FROM settlement.run AS run
   WHERE run.run_no = of_run
     FOR UPDATE;
  IF NOT FOUND OR found_state <> ALL (states) THEN
    RAISE EXCEPTION 'the lines of run number % are those of a run that is %', of_run,
      coalesce(found_state, 'not there')
      USING ERRCODE = 'restrict_violation', HINT = 'Let settled take the run there first.';
  END IF;
END $$;

-- Who may write a table beside its owner.
CREATE FUNCTION settlement.writers(relation regclass) RETURNS SETOF regrole
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT granted.grantee::regrole
    FROM pg_class AS class, aclexplode(class.relacl) AS granted
   WHERE class.oid = relation
     AND granted.privilege_type = 'INSERT'
     AND granted.grantee NOT IN (0, class.relowner)
$$;

-- Lets whoever may write a partitioned table write one partition of it, as COPY does, and read it, as
-- a backup does.
CREATE FUNCTION settlement.share_writing(parent regclass, leaf regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE writer regrole;
BEGIN
  FOR writer IN SELECT settlement.writers(parent) LOOP
    EXECUTE format('GRANT SELECT, INSERT ON %s TO %s', leaf, writer);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION settlement.open_draft(run_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  PERFORM settlement.require_run(run_no, '{computing}');
  EXECUTE format('CREATE TABLE settlement.%I (LIKE settlement.draft_line INCLUDING COMMENTS, '
                 'CONSTRAINT belongs_to_the_run CHECK (run_no = %s)) '
                 'WITH (autovacuum_enabled = false)', leaf, run_no);
  EXECUTE format('ALTER TABLE settlement.draft_line ATTACH PARTITION settlement.%I FOR VALUES IN (%s)',
                 leaf, run_no);
  PERFORM settlement.share_writing('settlement.draft_line', format('settlement.%I', leaf)::regclass);
END $$;

CREATE OR REPLACE FUNCTION settlement.freeze_draft(run_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  PERFORM settlement.require_run(run_no, '{draft}');
  EXECUTE format('CREATE UNIQUE INDEX %I ON settlement.%I (source_id, source_kind, role, '
                 'statement_no, run_no)', leaf || '_fact', leaf);
  EXECUTE format('CREATE INDEX %I ON settlement.%I (statement_no, natural_period, ready_at, '
                 'source_kind, source_id, run_no)', leaf || '_order', leaf);
  EXECUTE format('CREATE INDEX %I ON settlement.%I (source_id, role) WHERE source_kind = 1',
                 leaf || '_refund', leaf);
  EXECUTE format('CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE '
                 'ON settlement.%I FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change()',
                 leaf);
  EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER frozen', leaf);
  EXECUTE format('ANALYZE settlement.%I', leaf);
END $$;

CREATE OR REPLACE FUNCTION settlement.thaw_draft(run_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  PERFORM settlement.require_run(run_no, '{in_review,approved}');
  EXECUTE format('DROP TRIGGER frozen ON settlement.%I', leaf);
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_fact');
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_order');
  EXECUTE format('DROP INDEX IF EXISTS settlement.%I', leaf || '_refund');
END $$;

-- As before, and the statements begin their life, rule 8.2: nothing to pay ends it at once.
CREATE OR REPLACE FUNCTION settlement.seal_draft(run_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  leaf text := settlement.line_table(run_no);
  writer regrole;
BEGIN
  PERFORM settlement.require_run(run_no, '{sealed}');
  EXECUTE format('ALTER TABLE settlement.draft_line DETACH PARTITION settlement.%I', leaf);
  EXECUTE format('ALTER TABLE settlement.line ATTACH PARTITION settlement.%I FOR VALUES IN (%s)',
                 leaf, run_no);
  EXECUTE format('ALTER TABLE settlement.%I RESET (autovacuum_enabled)', leaf);
  FOR writer IN SELECT settlement.writers(format('settlement.%I', leaf)::regclass) LOOP
    EXECUTE format('REVOKE INSERT ON settlement.%I FROM %s', leaf, writer);
  END LOOP;
  UPDATE settlement.statement AS statement
     SET state = CASE WHEN statement.payable = 0 THEN 'settled_zero'
                      ELSE 'pending_countersign' END
   WHERE statement.run_no = seal_draft.run_no
     AND statement.state = 'planned';
END $$;

-- As before, and what the run planned of statements and wrote of usage goes with its lines.
CREATE OR REPLACE FUNCTION settlement.drop_draft(run_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM settlement.require_run(run_no, '{discarded}');
  DELETE FROM settlement.statement AS statement
   WHERE statement.run_no = drop_draft.run_no
     AND statement.state = 'planned';
  EXECUTE format('DROP TABLE IF EXISTS settlement.%I', settlement.line_table(run_no));
  DELETE FROM settlement.usage_part AS gone WHERE gone.run_no = drop_draft.run_no;
  DELETE FROM settlement.usage_open AS gone WHERE gone.run_no = drop_draft.run_no;
  DELETE FROM settlement.usage_counter AS gone WHERE gone.run_no = drop_draft.run_no;
  DELETE FROM settlement.usage_refused AS gone WHERE gone.run_no = drop_draft.run_no;
  DELETE FROM settlement.usage_abnormal AS gone WHERE gone.run_no = drop_draft.run_no;
END $$;

CREATE OR REPLACE FUNCTION scratch.open_calculation(calculation_no integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE leaf text := 'line_' || calculation_no;
BEGIN
  EXECUTE format('CREATE UNLOGGED TABLE scratch.%I (LIKE scratch.line INCLUDING COMMENTS) '
                 'WITH (autovacuum_enabled = false)', leaf);
  EXECUTE format('ALTER TABLE scratch.%I ALTER COLUMN calculation_no SET DEFAULT %s',
                 leaf, calculation_no);
  EXECUTE format('CREATE INDEX ON scratch.%I (source_id) WHERE source_kind = 0', leaf);
  EXECUTE format('ALTER TABLE scratch.line ATTACH PARTITION scratch.%I FOR VALUES IN (%s)',
                 leaf, calculation_no);
  PERFORM settlement.share_writing('scratch.line', format('scratch.%I', leaf)::regclass);
END $$;

ALTER FUNCTION scratch.drop_calculation SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

-- A statement moves by its steps alone, and events are chained by nobody else.
ALTER FUNCTION settlement.take_step SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION settlement.link_events SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION settlement.await_link SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

-- ── Payments and what the bank says ─────────────────────────────────────────────────────────────

-- A batch goes from planned over approved to exported, or is cancelled before; each step fills its
-- own columns, and what was planned stays.
CREATE FUNCTION settlement.require_batch_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  filled text[];
  before jsonb;
  after jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'planned' AND NEW.file_hash IS NULL AND NEW.approved_by IS NULL THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a payout batch begins as planned' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    filled := CASE
      WHEN OLD.state = 'planned' AND NEW.state = 'planned' AND OLD.file_hash IS NULL
        THEN '{file_hash}'
      WHEN OLD.state = 'planned' AND NEW.state = 'approved' AND OLD.file_hash IS NOT NULL
        THEN '{state,approved_by,approved_at}'
      WHEN OLD.state = 'approved' AND NEW.state = 'exported' THEN '{state,exported_by,exported_at}'
      WHEN OLD.state IN ('planned', 'approved') AND NEW.state = 'cancelled'
        THEN '{state,cancelled_by,cancelled_at,cancellation}'
    END::text[];
    -- A generated column has no value yet.
    before := to_jsonb(OLD) - 'batch_id' - filled;
    after := to_jsonb(NEW) - 'batch_id' - filled;
    IF before = after THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'payout batch % is %: % is refused', OLD.batch_id, OLD.state, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What was decided stays; plan another batch.';
END $$;
CREATE TRIGGER batch_goes_its_way BEFORE INSERT OR UPDATE OR DELETE ON settlement.payout_batch
   FOR EACH ROW EXECUTE FUNCTION settlement.require_batch_step();
CREATE TRIGGER batches_are_not_emptied BEFORE TRUNCATE ON settlement.payout_batch
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.payout_batch
  ENABLE ALWAYS TRIGGER batch_goes_its_way, ENABLE ALWAYS TRIGGER batches_are_not_emptied;

CREATE TRIGGER bank_file_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.bank_file
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.bank_file ENABLE ALWAYS TRIGGER bank_file_never_changes;
CREATE TRIGGER bank_entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.bank_entry
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.bank_entry ENABLE ALWAYS TRIGGER bank_entry_never_changes;

-- What was found out about a movement stays. One of which nothing is known is matched by hand once,
-- explained once, or forgotten to be decided again.
CREATE FUNCTION settlement.require_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE filled text[];
BEGIN
  IF TG_OP = 'DELETE' AND OLD.remainder = OLD.amount AND OLD.end_to_end_id IS NULL
     AND OLD.explained_by IS NULL THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.explained_by IS NULL THEN
    filled := CASE
      WHEN NEW.explained_by IS NOT NULL
        THEN '{explained_as,explained_by,explained_at,explanation}'
      WHEN OLD.end_to_end_id IS NULL AND NEW.end_to_end_id IS NOT NULL
        THEN '{verdict,sentence,end_to_end_id,remainder}'
    END::text[];
    IF to_jsonb(OLD) - filled = to_jsonb(NEW) - filled THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'movement BE-%/% is decided: % is refused', OLD.entry_no, OLD.detail, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'Correct the books by an adjustment.';
END $$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON settlement.bank_decision
   FOR EACH ROW EXECUTE FUNCTION settlement.require_undecided();
CREATE TRIGGER decisions_are_not_emptied BEFORE TRUNCATE ON settlement.bank_decision
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.bank_decision
  ENABLE ALWAYS TRIGGER decision_stays, ENABLE ALWAYS TRIGGER decisions_are_not_emptied;

-- ── The rights of who operates ──────────────────────────────────────────────────────────────────

-- What the triggers that are always enabled refuse to everybody, by table.
CREATE VIEW settlement.refused_change AS
SELECT refusing.tgrelid AS relation,
       bool_or(refusing.tgtype & 16 > 0) AS refuses_update,
       bool_or(refusing.tgtype & 8 > 0) AS refuses_delete,
       bool_or(refusing.tgtype & 32 > 0) AS refuses_truncate
  FROM pg_catalog.pg_trigger AS refusing
 WHERE refusing.tgfoid = 'settlement.refuse_change'::regproc
   AND refusing.tgenabled = 'A'
   AND refusing.tgqual IS NULL
 GROUP BY refusing.tgrelid;
COMMENT ON VIEW settlement.refused_change IS
  'Append-only tables are those that refuse update, delete and truncate.';

CREATE TABLE settlement.operating_right (
  relation  text NOT NULL COLLATE "C",
  privilege text NOT NULL,
  columns   text[] NOT NULL DEFAULT '{}',
  CONSTRAINT one_row_a_right PRIMARY KEY (relation, privilege),
  CONSTRAINT privilege_is_known CHECK (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')));
COMMENT ON TABLE settlement.operating_right IS
  'What daemon and commands may do to relations whose rows move on, beside reading all. An append-only'
  ' relation that is not named may be added to, one whose columns are filled once filled, any other read.';
COMMENT ON COLUMN settlement.operating_right.columns IS 'Empty: every column.';
INSERT INTO settlement.operating_right (relation, privilege, columns) VALUES
  ('run',               'INSERT', '{}'),
  ('run',               'UPDATE', '{}'),
  ('run_terms',         'INSERT', '{}'),
  ('run_payee_terms',   'INSERT', '{}'),
  ('run_partner',       'INSERT', '{}'),
  ('run_tier_band',     'INSERT', '{}'),
  ('run_waiver',        'INSERT', '{}'),
  ('run_pending',       'INSERT', '{}'),
  ('run_exception',     'INSERT', '{}'),
  ('run_exception',     'UPDATE', '{acknowledged_by,acknowledged_at,acknowledgement,is_resolved,assigned_to,assigned_by}'),
  ('run_incentive',     'INSERT', '{}'),
  ('run_incentive',     'DELETE', '{}'),
  ('draft_line',        'INSERT', '{}'),
  ('draft_line',        'DELETE', '{}'),
  ('statement',         'INSERT', '{}'),
  ('usage_part',        'INSERT', '{}'),
  ('usage_open',        'INSERT', '{}'),
  ('usage_counter',     'INSERT', '{}'),
  ('usage_refused',     'INSERT', '{}'),
  ('usage_abnormal',    'INSERT', '{}'),
  ('number_series',     'INSERT', '{}'),
  ('number_series',     'UPDATE', '{last_number}'),
  ('accounting_period', 'INSERT', '{}'),
  ('accounting_period', 'UPDATE', '{state,changed_by,changed_at,reason}'),
  ('adjustment',        'INSERT', '{}'),
  ('adjustment',        'UPDATE', '{approver,approved_at,refused_by,refused_at,refusal}'),
  ('hold',              'INSERT', '{}'),
  ('hold',              'UPDATE', '{released_at,released_by}'),
  ('job',               'INSERT', '{}'),
  ('job',               'UPDATE', '{}'),
  ('paying_account',    'INSERT', '{}'),
  ('payout_batch',      'INSERT', '{}'),
  ('payout_batch',      'UPDATE', '{state,file_hash,approved_by,approved_at,exported_by,exported_at,cancelled_by,cancelled_at,cancellation}'),
  ('payout',            'INSERT', '{}'),
  ('payout',            'UPDATE', '{state,booked_on,returned_on,outcome}'),
  ('bank_decision',     'INSERT', '{}'),
  ('bank_decision',     'UPDATE', '{verdict,sentence,end_to_end_id,remainder,explained_as,explained_by,explained_at,explanation}'),
  ('bank_decision',     'DELETE', '{}'),
  -- The server says where an event comes from, and chains it.
  ('event',             'INSERT', '{happened_at,actor,action,subject,detail,before_state,after_state}'),
  ('event_link',        'SELECT', '{}'),
  -- So does it which transaction a batch is of.
  ('journal_batch',     'INSERT', '{site,first_entry,last_entry,posted_by,posted_at,previous_hash,batch_hash}');

-- Every right of who operates, relation by relation.
CREATE VIEW settlement.right_to_operate AS
WITH relation AS (
     SELECT class.oid, class.relname, class.relnamespace::regnamespace::text AS schema
       FROM pg_catalog.pg_class AS class
      WHERE class.relnamespace IN ('settlement'::regnamespace, 'scratch'::regnamespace)
        AND class.relkind IN ('r', 'p', 'v')
        AND NOT class.relispartition)
SELECT relation.oid AS relation, 'SELECT' AS privilege, '{}'::text[] AS columns
  FROM relation
 UNION ALL
SELECT relation.oid, moving.privilege, moving.columns
  FROM relation
  JOIN settlement.operating_right AS moving
    ON moving.relation = relation.relname AND relation.schema = 'settlement'
 WHERE moving.privilege <> 'SELECT'
 UNION ALL
SELECT relation.oid, 'INSERT', '{}'
  FROM relation
 WHERE relation.schema = 'scratch'
 UNION ALL
SELECT relation.oid, 'INSERT', '{}'
  FROM relation
 WHERE relation.schema = 'settlement'
   AND NOT EXISTS (
       SELECT FROM settlement.operating_right AS moving WHERE moving.relation = relation.relname)
   AND (EXISTS (
        SELECT FROM settlement.refused_change AS refused
         WHERE refused.relation = relation.oid
           AND refused.refuses_update AND refused.refuses_delete AND refused.refuses_truncate)
        OR EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS filling
         WHERE filling.tgrelid = relation.oid
           AND filling.tgfoid = 'settlement.fill_once'::regproc))
 UNION ALL
SELECT filling.tgrelid, 'UPDATE',
       -- Arguments end in a zero byte each.
       string_to_array(rtrim(encode(filling.tgargs, 'escape'), '\0'), '\000')
  FROM pg_catalog.pg_trigger AS filling
 WHERE filling.tgfoid = 'settlement.fill_once'::regproc;
COMMENT ON VIEW settlement.right_to_operate IS
  'What `settled db grant` grants; a right that a trigger would refuse anyway is not among them.';

-- Takes what works with the owner's rights from everybody: new functions are open to all, and so are
-- restored ones.
CREATE FUNCTION settlement.close_functions() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE acting regprocedure;
BEGIN
  FOR acting IN
    SELECT each.oid FROM pg_proc AS each
     WHERE each.pronamespace IN ('settlement'::regnamespace, 'scratch'::regnamespace)
       AND each.prosecdef
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', acting);
  END LOOP;
END $$;

-- Gives a role all that daemon and commands need, and takes everything else of ours from it.
CREATE FUNCTION settlement.grant_operation(operator name, may_import boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  granted record;
  named text;
BEGIN
  -- To others the server would say nothing but a warning.
  IF NOT pg_has_role((SELECT class.relowner FROM pg_class AS class
                       WHERE class.oid = 'settlement.run'::regclass), 'MEMBER') THEN
    RAISE EXCEPTION 'only the owner of the tables grants them' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT given.relation::regclass::text INTO named
    FROM settlement.right_to_operate AS given
    JOIN settlement.refused_change AS refused ON refused.relation = given.relation
   WHERE given.privilege = 'UPDATE' AND refused.refuses_update
      OR given.privilege = 'DELETE' AND refused.refuses_delete
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% is append-only, and settlement.operating_right lets it be changed', named
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  FOR named IN
    SELECT ours.nspname FROM pg_namespace AS ours
     WHERE ours.nspname IN ('marketplace', 'settlement', 'scratch')
  LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', named, operator);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM %I', named, operator);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', named, operator);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', named, operator);
    -- All of it, partitions and sequences as well: a backup reads them.
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', named, operator);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', named, operator);
  END LOOP;
  IF may_import THEN
    EXECUTE format('GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA marketplace TO %I', operator);
  END IF;
  FOR granted IN
    SELECT given.* FROM settlement.right_to_operate AS given WHERE given.privilege <> 'SELECT'
  LOOP
    EXECUTE format(
      'GRANT %s %s ON %s TO %I', granted.privilege,
      CASE WHEN granted.columns <> '{}'
           THEN '(' || (SELECT string_agg(quote_ident(each), ', ')
                          FROM unnest(granted.columns) AS each) || ')' END,
      granted.relation::regclass, operator);
  END LOOP;
  EXECUTE format('GRANT USAGE ON SEQUENCE settlement.run_number TO %I', operator);
  -- What is being computed goes on.
  FOR granted IN
    SELECT part.inhparent::regclass AS parent, part.inhrelid::regclass AS leaf
      FROM pg_inherits AS part
     WHERE part.inhparent IN ('settlement.draft_line'::regclass, 'scratch.line'::regclass)
  LOOP
    PERFORM settlement.share_writing(granted.parent, granted.leaf);
  END LOOP;
  PERFORM settlement.close_functions();
  FOR granted IN
    SELECT acting.oid::regprocedure AS signature
      FROM pg_proc AS acting
     WHERE acting.pronamespace IN ('settlement'::regnamespace, 'scratch'::regnamespace)
       AND acting.prosecdef
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', granted.signature, operator);
  END LOOP;
END $$;

SELECT settlement.close_functions();
