-- What is on record stays: answers of banks but for what they mean, and what runs kept. Who operates
-- changes single columns, and a bank's file reads the payouts that it can be about.

-- ── Answers that fitted nothing ─────────────────────────────────────────────────────────────────

-- An answer that fits nothing is tried again, for what it names may have come, or explained once; all
-- else of it stays.
CREATE FUNCTION settlement.require_unjudged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  filled text[] := CASE WHEN NEW.explained_by IS NULL
                        THEN '{batch_no,end_to_end_id,verdict,sentence,is_matched}'
                        ELSE '{explained_by,explained_at,explanation}' END::text[];
BEGIN
  IF TG_OP = 'UPDATE' AND NOT OLD.is_matched AND OLD.explained_by IS NULL
     AND to_jsonb(OLD) - filled = to_jsonb(NEW) - filled THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'answer PA-% is judged: % is refused', OLD.answer_no, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What a bank answered stays as it was judged.';
END $$;
DROP TRIGGER payment_answer_is_explained_once ON settlement.payment_answer;
CREATE TRIGGER payment_answer_is_judged_once BEFORE UPDATE OR DELETE ON settlement.payment_answer
   FOR EACH ROW EXECUTE FUNCTION settlement.require_unjudged();
ALTER TABLE settlement.payment_answer ENABLE ALWAYS TRIGGER payment_answer_is_judged_once;

INSERT INTO settlement.operating_right (relation, privilege, columns) VALUES
  ('payment_answer', 'INSERT', '{}'),
  ('payment_answer', 'UPDATE', '{batch_no,end_to_end_id,verdict,sentence,is_matched,explained_by,explained_at,explanation}');

-- ── What a bank's file can be about ─────────────────────────────────────────────────────────────

CREATE INDEX payout_sent ON settlement.payout (end_to_end_id) WHERE state = 'sent';
CREATE INDEX payout_paid ON settlement.payout (amount) WHERE state = 'paid';

-- ── What a run kept stays ───────────────────────────────────────────────────────────────────────

-- Terms, partners, waivers and what waits are written once, with the plan, and never changed.
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY '{run_terms,run_payee_terms,run_partner,run_tier_band,run_waiver,run_pending,run_incentive}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER kept_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE '
                   'ON settlement.%I FOR EACH STATEMENT '
                   'EXECUTE FUNCTION settlement.refuse_change()', kept);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER kept_never_changes', kept);
  END LOOP;
  FOREACH kept IN ARRAY '{run,run_exception,statement,adjustment}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER is_not_emptied BEFORE TRUNCATE ON settlement.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change()', kept);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER is_not_emptied', kept);
  END LOOP;
END $$;

-- An exception is given to somebody until a person has acknowledged it; all else of it stays.
CREATE FUNCTION settlement.require_unacknowledged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text[] := '{acknowledged_by,acknowledged_at,acknowledgement,is_resolved,assigned_to,assigned_by}';
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.acknowledged_by IS NULL
     AND to_jsonb(OLD) - said = to_jsonb(NEW) - said THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'exception % of run number % is on record: % is refused', OLD.exception_no,
    OLD.run_no, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What was acknowledged stays; plan the run again.';
END $$;
CREATE TRIGGER exception_is_acknowledged_once BEFORE UPDATE OR DELETE ON settlement.run_exception
   FOR EACH ROW EXECUTE FUNCTION settlement.require_unacknowledged();
ALTER TABLE settlement.run_exception ENABLE ALWAYS TRIGGER exception_is_acknowledged_once;

-- ── Who operates changes what commands change ───────────────────────────────────────────────────

UPDATE settlement.operating_right AS moving
   SET columns = narrowed.columns
  FROM (VALUES
       ('run', '{state,facts_read,lines,pending,rejected,content_hash,submitted_by,submitted_at,approved_by,approved_at,approved_hash,sealed_by,sealed_at,closed_reason,performance_no}'::text[]),
       ('job', '{state,worker,leased_until,started_at,finished_at,look_at,tries,deaths,outcome}'))
       AS narrowed (relation, columns)
 WHERE moving.relation = narrowed.relation
   AND moving.privilege = 'UPDATE';

-- A table is locked by whoever may change all of it, and so its owner does it for an import.
CREATE FUNCTION settlement.hold_runs() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE settlement.run IN SHARE MODE;
END $$;
SELECT settlement.close_functions();

-- The marking of changes locks by it and is else as it was.
DO $$
DECLARE
  marking text := pg_get_functiondef('settlement.mark_sealed_changes'::regproc);
  lock text := 'LOCK TABLE settlement.run IN SHARE MODE;';
BEGIN
  IF strpos(marking, lock) = 0 THEN
    RAISE EXCEPTION 'settlement.mark_sealed_changes does not lock the runs';
  END IF;
  EXECUTE replace(marking, lock, 'PERFORM settlement.hold_runs();');
END $$;

COMMENT ON COLUMN settlement.journal_batch.xact IS
  'The transaction that posted the batch: its entries come with it and never after. Means nothing in'
  ' another cluster; whoever has the same id there finds every number of the batch taken.';
