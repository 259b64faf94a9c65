-- Accounting periods: nothing is posted into one that is locked or closed, and what is closed stays
-- closed. A period without a row is open.

CREATE TABLE settlement.accounting_period (
  site       text NOT NULL COLLATE "C",
  period     integer NOT NULL,
  state      text NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  reason     text NOT NULL,
  CONSTRAINT one_row_a_period PRIMARY KEY (site, period),
  CONSTRAINT period_is_a_month CHECK (period % 100 BETWEEN 1 AND 12),
  CONSTRAINT state_is_known CHECK (state IN ('open', 'locked', 'closed')));
COMMENT ON TABLE settlement.accounting_period IS
  'The state of a month in the books of a site; who changed it before is in settlement.event.';

CREATE FUNCTION settlement.refuse_change_of_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR OLD.state = 'closed' THEN
    RAISE EXCEPTION 'period % of site % is %: % is refused', OLD.period, OLD.site, OLD.state, TG_OP
      USING ERRCODE = 'restrict_violation',
            HINT = 'A closed period stays closed; correct it by an adjustment in the next one.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER closed_period_never_changes BEFORE UPDATE OR DELETE ON settlement.accounting_period
   FOR EACH ROW EXECUTE FUNCTION settlement.refuse_change_of_closed_period();
CREATE TRIGGER periods_are_not_emptied BEFORE TRUNCATE ON settlement.accounting_period
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.accounting_period
  ENABLE ALWAYS TRIGGER closed_period_never_changes, ENABLE ALWAYS TRIGGER periods_are_not_emptied;

-- At the end of its transaction a batch has no entry of a period that is not open.
CREATE FUNCTION settlement.require_open_periods() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shut record;
BEGIN
  SELECT entry.entry_no, period.period, period.state INTO shut
    FROM settlement.journal_entry AS entry
    JOIN settlement.accounting_period AS period
      ON period.site = entry.site AND period.period = entry.period AND period.state <> 'open'
   WHERE entry.site = NEW.site AND entry.entry_no BETWEEN NEW.first_entry AND NEW.last_entry
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of site % belongs to period %, which is %', shut.entry_no, NEW.site,
      shut.period, shut.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER batch_is_of_open_periods AFTER INSERT ON settlement.journal_batch
   DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW EXECUTE FUNCTION settlement.require_open_periods();
ALTER TABLE settlement.journal_batch ENABLE ALWAYS TRIGGER batch_is_of_open_periods;
