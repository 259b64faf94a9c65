-- After the seal: the steps of a statement, disputes, payouts and what the bank says of them.

-- Rows that somebody decides later: only the columns that are named may be filled, each once, and
-- none any more once the first of them is. Nothing is deleted.
CREATE FUNCTION settlement.fill_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
  filled text[] := ARRAY(SELECT jsonb_object_keys(jsonb_strip_nulls(before)));
BEGIN
  IF TG_OP = 'UPDATE' AND TG_ARGV[0] <> ALL (filled)
     AND before - TG_ARGV = after - TG_ARGV
     AND NOT EXISTS (
         SELECT FROM unnest(TG_ARGV) AS named (field)
          WHERE named.field = ANY (filled)
            AND before -> named.field <> after -> named.field) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a row of % is on record: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'What was decided stays; begin another one.';
END $$;

-- ── States of a statement, rule 8.2 ─────────────────────────────────────────────────────────────

CREATE TABLE settlement.statement_move (
  from_state text NOT NULL COLLATE "C",
  to_state   text NOT NULL COLLATE "C",
  CONSTRAINT one_row_a_move PRIMARY KEY (from_state, to_state));
COMMENT ON TABLE settlement.statement_move IS
  'The steps that a statement can take after its seal, rule 8.2; what came back is requested again.';
INSERT INTO settlement.statement_move VALUES
  ('pending_countersign',  'countersigning'),
  ('countersigning',       'countersign_rejected'),
  ('countersign_rejected', 'pending_countersign'),
  ('countersigning',       'pending_invoice'),
  ('countersigning',       'payment_requested'),
  ('pending_invoice',      'invoice_review'),
  ('invoice_review',       'invoice_rejected'),
  ('invoice_rejected',     'pending_invoice'),
  ('invoice_review',       'payment_requested'),
  ('payment_requested',    'payment_info_error'),
  ('payment_requested',    'payment_rejected'),
  ('payment_info_error',   'payment_requested'),
  ('payment_rejected',     'payment_requested'),
  ('payment_requested',    'paying'),
  ('paying',               'paid'),
  ('paying',               'payment_info_error'),
  ('paying',               'payment_rejected'),
  ('paid',                 'payment_info_error'),
  ('paid',                 'payment_rejected');

CREATE TABLE settlement.statement_step (
  run_no       integer NOT NULL,
  statement_no integer NOT NULL,
  step_no      integer NOT NULL,
  from_state   text NOT NULL COLLATE "C",
  to_state     text NOT NULL COLLATE "C",
  moved_by     text NOT NULL,
  moved_at     timestamptz NOT NULL,
  reason       text NOT NULL,
  CONSTRAINT step_no_names_one PRIMARY KEY (run_no, statement_no, step_no),
  CONSTRAINT step_is_of_a_statement FOREIGN KEY (run_no, statement_no) REFERENCES settlement.statement,
  CONSTRAINT step_is_a_move FOREIGN KEY (from_state, to_state) REFERENCES settlement.statement_move,
  CONSTRAINT setback_has_a_reason CHECK (
    btrim(reason) <> ''
    OR to_state NOT IN ('countersign_rejected', 'invoice_rejected', 'payment_info_error',
                        'payment_rejected')));
COMMENT ON TABLE settlement.statement_step IS 'Who moved a statement from which state, when and why.';

-- The state of a statement follows its steps: one from another state than it has is refused.
CREATE FUNCTION settlement.take_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved record;
BEGIN
  UPDATE settlement.statement AS statement
     SET state = NEW.to_state
   WHERE statement.run_no = NEW.run_no
     AND statement.statement_no = NEW.statement_no
     AND statement.state = NEW.from_state
  RETURNING statement.statement_id INTO moved;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'statement % of run % is not %', NEW.statement_no, NEW.run_no, NEW.from_state
      USING ERRCODE = 'restrict_violation', HINT = 'Look at its state and try again.';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER state_follows_steps AFTER INSERT ON settlement.statement_step
   FOR EACH ROW EXECUTE FUNCTION settlement.take_step();
CREATE TRIGGER step_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.statement_step
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.statement_step
  ENABLE ALWAYS TRIGGER state_follows_steps, ENABLE ALWAYS TRIGGER step_never_changes;

CREATE TABLE settlement.partner_invoice (
  run_no       integer NOT NULL,
  statement_no integer NOT NULL,
  attempt      integer NOT NULL,
  number       text NOT NULL,
  issued_on    date NOT NULL,
  gross        bigint NOT NULL,
  tax_rate     integer NOT NULL,
  title        text NOT NULL,
  remark       text NOT NULL,
  flaws        text NOT NULL,
  received_by  text NOT NULL,
  received_at  timestamptz NOT NULL,
  CONSTRAINT attempt_names_one PRIMARY KEY (run_no, statement_no, attempt),
  CONSTRAINT invoice_is_of_a_statement FOREIGN KEY (run_no, statement_no)
    REFERENCES settlement.statement,
  CONSTRAINT number_is_given CHECK (btrim(number) <> ''));
COMMENT ON TABLE settlement.partner_invoice IS
  'Invoices of partners to the platform as they were received, with what was wrong about each.';
COMMENT ON COLUMN settlement.partner_invoice.gross IS 'Minor units of the statement''s currency.';
COMMENT ON COLUMN settlement.partner_invoice.tax_rate IS 'Millionths.';
CREATE TRIGGER partner_invoice_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
   ON settlement.partner_invoice
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.partner_invoice ENABLE ALWAYS TRIGGER partner_invoice_never_changes;

CREATE TABLE settlement.dispute (
  dispute_no    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no        integer NOT NULL,
  statement_no  integer NOT NULL,
  disputed_by   text NOT NULL,
  disputed_at   timestamptz NOT NULL,
  reason        text NOT NULL,
  evidence      text NOT NULL,
  answered_by   text,
  answered_at   timestamptz,
  answer        text,
  adjustment_id text COLLATE "C" REFERENCES settlement.adjustment (adjustment_id),
  CONSTRAINT dispute_is_of_a_statement FOREIGN KEY (run_no, statement_no)
    REFERENCES settlement.statement,
  CONSTRAINT dispute_has_a_reason CHECK (btrim(reason) <> ''),
  CONSTRAINT answered_by_name_with_words CHECK (
    (answered_by IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answer IS NULL)
    AND (adjustment_id IS NULL OR answered_by IS NOT NULL)));
COMMENT ON TABLE settlement.dispute IS
  'What partners say is wrong about a statement, rule 8.2; the outcome is an adjustment or none.';
CREATE UNIQUE INDEX one_open_dispute_a_statement ON settlement.dispute (run_no, statement_no)
 WHERE answered_by IS NULL;

CREATE TRIGGER dispute_is_answered_once BEFORE UPDATE OR DELETE ON settlement.dispute
   FOR EACH ROW EXECUTE FUNCTION settlement.fill_once('answered_by', 'answered_at', 'answer',
                                                      'adjustment_id');
CREATE TRIGGER disputes_are_not_emptied BEFORE TRUNCATE ON settlement.dispute
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.dispute
  ENABLE ALWAYS TRIGGER dispute_is_answered_once, ENABLE ALWAYS TRIGGER disputes_are_not_emptied;

-- ── Accounts ────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.paying_account (
  account_id   text NOT NULL COLLATE "C",
  site         text NOT NULL COLLATE "C",
  currency     character(3) NOT NULL,
  holder       text NOT NULL,
  holder_latin text,
  account      text NOT NULL COLLATE "C",
  bic          text,
  bank_name    text,
  town         text,
  country      character(2),
  profile      text NOT NULL COLLATE "C",
  file_form    text NOT NULL COLLATE "C",
  opened_by    text NOT NULL,
  opened_at    timestamptz NOT NULL,
  CONSTRAINT account_id_names_one PRIMARY KEY (account_id),
  CONSTRAINT one_account_a_currency UNIQUE (site, currency),
  CONSTRAINT one_row_an_account UNIQUE (account, currency),
  CONSTRAINT account_id_is_plain CHECK (account_id ~ '^[A-Z][A-Z0-9]{0,11}$'),
  CONSTRAINT profile_is_known CHECK (profile IN ('sepa', 'international', 'chinese')),
  CONSTRAINT form_is_known CHECK (file_form IN ('pain.001', 'csv')));
COMMENT ON TABLE settlement.paying_account IS 'Our accounts that partners are paid from.';
COMMENT ON COLUMN settlement.paying_account.account IS 'As a bank file has it: without spaces.';

CREATE TABLE settlement.payout_policy (
  site          text NOT NULL COLLATE "C" PRIMARY KEY,
  cooling_hours integer NOT NULL,
  CONSTRAINT cooling_is_not_negative CHECK (cooling_hours >= 0));
COMMENT ON TABLE settlement.payout_policy IS
  'How long changed bank details are not paid to, from the second person''s approval on.';
INSERT INTO settlement.payout_policy VALUES ('cn', 48), ('intl', 48), ('eu', 48);

CREATE TABLE settlement.bank_detail (
  detail_no    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner_id   text NOT NULL COLLATE "C",
  holder       text NOT NULL,
  holder_latin text,
  account      text NOT NULL,
  bic          text,
  bank_name    text,
  address      text,
  town         text,
  country      character(2),
  source_mark  bytea NOT NULL,
  reason       text NOT NULL,
  proposed_by  text NOT NULL,
  proposed_at  timestamptz NOT NULL,
  approved_by  text,
  approved_at  timestamptz,
  usable_from  timestamptz,
  refused_by   text,
  refused_at   timestamptz,
  refusal      text,
  CONSTRAINT approved_by_a_second_person CHECK (
    (approved_by IS NULL) = (approved_at IS NULL) AND (approved_by IS NULL) = (usable_from IS NULL)
    AND approved_by <> proposed_by),
  CONSTRAINT usable_after_the_approval CHECK (usable_from >= approved_at),
  CONSTRAINT refused_with_a_reason CHECK (
    (refused_by IS NULL) = (refused_at IS NULL) AND (refused_by IS NULL) = (refusal IS NULL)),
  CONSTRAINT approved_or_refused CHECK (approved_by IS NULL OR refused_by IS NULL));
COMMENT ON TABLE settlement.bank_detail IS
  'Where partners are paid: every version ever used or proposed. The newest that is usable counts.';
COMMENT ON COLUMN settlement.bank_detail.source_mark IS
  'Hash of the bank columns of marketplace.partner when it was written: another one since is a change.';
CREATE INDEX bank_detail_by_partner ON settlement.bank_detail (partner_id, detail_no);
CREATE UNIQUE INDEX one_open_proposal_a_partner ON settlement.bank_detail (partner_id)
 WHERE approved_by IS NULL AND refused_by IS NULL;

CREATE TRIGGER bank_detail_is_decided_once BEFORE UPDATE OR DELETE ON settlement.bank_detail
   FOR EACH ROW EXECUTE FUNCTION settlement.fill_once('approved_by', 'approved_at', 'usable_from',
                                                      'refused_by', 'refused_at', 'refusal');
CREATE TRIGGER bank_details_are_not_emptied BEFORE TRUNCATE ON settlement.bank_detail
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.bank_detail
  ENABLE ALWAYS TRIGGER bank_detail_is_decided_once,
  ENABLE ALWAYS TRIGGER bank_details_are_not_emptied;

-- What marketplace.partner says of a partner's bank, as one hash.
CREATE FUNCTION settlement.bank_mark(bank_name text, account text, swift text) RETURNS bytea
LANGUAGE sql IMMUTABLE
RETURN sha256(settlement.prefixed(coalesce(bank_name, '')) || settlement.prefixed(coalesce(account, ''))
              || settlement.prefixed(coalesce(swift, '')));

-- ── Payouts ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.payout_batch (
  batch_no       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id       text NOT NULL COLLATE "C" GENERATED ALWAYS AS ('PB-' || batch_no::text) STORED,
  account_id     text NOT NULL COLLATE "C" REFERENCES settlement.paying_account,
  execution_date date NOT NULL,
  state          text NOT NULL,
  file_hash      bytea,
  planned_by     text NOT NULL,
  planned_at     timestamptz NOT NULL,
  approved_by    text,
  approved_at    timestamptz,
  exported_by    text,
  exported_at    timestamptz,
  cancelled_by   text,
  cancelled_at   timestamptz,
  cancellation   text,
  CONSTRAINT batch_id_names_one UNIQUE (batch_id),
  CONSTRAINT state_is_known CHECK (state IN ('planned', 'approved', 'exported', 'cancelled')),
  CONSTRAINT approved_by_another_person CHECK (
    (approved_by IS NULL) = (approved_at IS NULL) AND approved_by <> planned_by),
  CONSTRAINT exported_after_approval CHECK (
    (exported_by IS NULL) = (exported_at IS NULL)
    AND (exported_by IS NULL OR approved_by IS NOT NULL)
    AND (state = 'exported') = (exported_by IS NOT NULL)),
  CONSTRAINT cancelled_with_a_reason CHECK (
    (cancelled_by IS NULL) = (cancelled_at IS NULL)
    AND (cancelled_by IS NULL) = (cancellation IS NULL)
    AND (state = 'cancelled') = (cancelled_by IS NOT NULL)));
COMMENT ON TABLE settlement.payout_batch IS 'Payouts that go to one bank in one file.';
COMMENT ON COLUMN settlement.payout_batch.file_hash IS
  'SHA-256 of the file: what is approved is what is exported. Null while it is being planned.';

CREATE TABLE settlement.payout (
  batch_no      integer NOT NULL REFERENCES settlement.payout_batch,
  position      integer NOT NULL,
  run_no        integer NOT NULL,
  statement_no  integer NOT NULL,
  end_to_end_id text NOT NULL COLLATE "C",
  detail_no     integer NOT NULL REFERENCES settlement.bank_detail,
  amount        bigint NOT NULL,
  state         text NOT NULL,
  booked_on     date,
  returned_on   date,
  outcome       text,
  CONSTRAINT position_names_one PRIMARY KEY (batch_no, position),
  CONSTRAINT payout_is_of_a_statement FOREIGN KEY (run_no, statement_no)
    REFERENCES settlement.statement,
  CONSTRAINT end_to_end_id_is_used_once UNIQUE (end_to_end_id),
  CONSTRAINT amount_is_positive CHECK (amount > 0),
  CONSTRAINT state_is_known CHECK (state IN ('planned', 'sent', 'paid', 'returned', 'cancelled')),
  CONSTRAINT booked_once_paid CHECK ((booked_on IS NOT NULL) = (state IN ('paid', 'returned'))),
  CONSTRAINT returned_once_back CHECK ((returned_on IS NOT NULL) = (state = 'returned')));
COMMENT ON TABLE settlement.payout IS
  'One payment of a statement, by the bank details of that time; outcome is the bank''s reason.';
CREATE UNIQUE INDEX one_live_payout_a_statement ON settlement.payout (run_no, statement_no)
 WHERE state IN ('planned', 'sent', 'paid');

-- A payout is what its statement states, and only its state moves on.
CREATE FUNCTION settlement.require_stated_amount() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stated bigint;
  fixed text[] := '{state,booked_on,returned_on,outcome}';
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - fixed = to_jsonb(NEW) - fixed
     AND (OLD.state, NEW.state) IN (('planned', 'sent'), ('planned', 'cancelled'), ('sent', 'cancelled'),
                                    ('sent', 'paid'), ('paid', 'returned')) THEN
    RETURN NEW;
  END IF;
  SELECT statement.payable INTO stated
    FROM settlement.statement AS statement
   WHERE statement.run_no = NEW.run_no
     AND statement.statement_no = NEW.statement_no
     AND statement.state = 'payment_requested';
  IF TG_OP = 'INSERT' AND stated = NEW.amount AND NEW.state = 'planned' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'payout % is not what its statement states: % is refused', NEW.end_to_end_id, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'Plan the payout again.';
END $$;
CREATE TRIGGER payout_is_what_is_stated BEFORE INSERT OR UPDATE ON settlement.payout
   FOR EACH ROW EXECUTE FUNCTION settlement.require_stated_amount();
CREATE TRIGGER payout_is_not_deleted BEFORE DELETE OR TRUNCATE ON settlement.payout
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.payout
  ENABLE ALWAYS TRIGGER payout_is_what_is_stated, ENABLE ALWAYS TRIGGER payout_is_not_deleted;

-- ── What the bank says ──────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.bank_file (
  file_no     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text NOT NULL COLLATE "C",
  message_id  text NOT NULL,
  content     bytea NOT NULL,
  imported_by text NOT NULL,
  imported_at timestamptz NOT NULL);
CREATE UNIQUE INDEX a_bank_file_is_kept_once ON settlement.bank_file (sha256(content));
COMMENT ON TABLE settlement.bank_file IS 'Statements and notifications of banks, as they came.';

CREATE TABLE settlement.bank_entry (
  entry_no   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file_no    integer NOT NULL REFERENCES settlement.bank_file,
  identity   text NOT NULL COLLATE "C",
  account_id text NOT NULL COLLATE "C" REFERENCES settlement.paying_account,
  booked_on  date NOT NULL,
  amount     bigint NOT NULL,
  CONSTRAINT an_entry_is_kept_once UNIQUE (identity));
COMMENT ON TABLE settlement.bank_entry IS
  'Bookings on our accounts; amount in minor units of the account, negative went out.';

CREATE TABLE settlement.bank_decision (
  entry_no      integer NOT NULL REFERENCES settlement.bank_entry,
  detail        integer NOT NULL,
  amount        bigint NOT NULL,
  verdict       text NOT NULL COLLATE "C",
  sentence      text NOT NULL,
  end_to_end_id text COLLATE "C",
  candidates    text[] NOT NULL,
  remainder     bigint NOT NULL,
  explained_as  text COLLATE "C",
  explained_by  text,
  explained_at  timestamptz,
  explanation   text,
  CONSTRAINT one_decision_a_movement PRIMARY KEY (entry_no, detail),
  CONSTRAINT explained_by_name_with_words CHECK (
    (explained_by IS NULL) = (explained_as IS NULL) AND (explained_by IS NULL) = (explained_at IS NULL)
    AND (explained_by IS NULL) = (explanation IS NULL)
    AND (explained_by IS NULL OR remainder <> 0)));
COMMENT ON TABLE settlement.bank_decision IS
  'What each movement of money on our accounts means; detail 0 is the entry as a whole.';
COMMENT ON COLUMN settlement.bank_decision.remainder IS
  'Minor units that no payment or charge explains, negative went out; a person says what they are.';
CREATE INDEX bank_decision_open ON settlement.bank_decision (entry_no)
 WHERE remainder <> 0 AND explained_by IS NULL;

-- ── Accounts and posting rules of money that moves ──────────────────────────────────────────────

INSERT INTO settlement.account (account_code, kind, name, name_zh, is_per_partner) VALUES
  ('1002', 'asset',   'Bank',         '银行存款',           false),
  ('6603', 'expense', 'Bank charges', '财务费用—手续费',    false),
  ('6712', 'expense', 'Write-offs',   '营业外支出—核销差额', false);
INSERT INTO settlement.posting_rule (event, component, debit_account, credit_account, meaning) VALUES
  ('payment',    'payout',      '2202', '1002', 'a statement''s payable amount left the bank'),
  ('payment',    'bank_charge', '6603', '1002', 'what the bank took beyond it'),
  ('return',     'payout',      '2202', '1002', 'negative: the amount came back and is owed again'),
  ('return',     'bank_charge', '6603', '1002', 'what was kept of it on the way back'),
  ('bank_entry', 'bank_charge', '6603', '1002', 'a charge that the bank took by itself'),
  ('bank_entry', 'receipt',     '1002', '1012', 'what customers paid arrived at the bank'),
  ('bank_entry', 'write_off',   '6712', '1002', 'a difference that nobody will explain');

-- ── The audited exception to a closed period ────────────────────────────────────────────────────

CREATE TABLE settlement.period_reopening (
  reopening_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site         text NOT NULL COLLATE "C",
  period       integer NOT NULL,
  reason       text NOT NULL,
  ends_at      timestamptz NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  approved_by  text,
  approved_at  timestamptz,
  ended_by     text,
  ended_at     timestamptz,
  CONSTRAINT reopening_is_of_a_period FOREIGN KEY (site, period)
    REFERENCES settlement.accounting_period,
  CONSTRAINT reopening_has_a_reason CHECK (btrim(reason) <> ''),
  CONSTRAINT reopening_ends CHECK (ends_at > requested_at),
  CONSTRAINT approved_by_a_second_person CHECK (
    (approved_by IS NULL) = (approved_at IS NULL) AND approved_by <> requested_by),
  CONSTRAINT ended_by_someone CHECK ((ended_by IS NULL) = (ended_at IS NULL)));
COMMENT ON TABLE settlement.period_reopening IS
  'Times in which a closed period takes entries again: two people, a reason, an end. It stays closed.';
CREATE UNIQUE INDEX one_reopening_at_once ON settlement.period_reopening (site, period)
 WHERE ended_at IS NULL;

CREATE TRIGGER reopening_never_changes BEFORE UPDATE OR DELETE ON settlement.period_reopening
   FOR EACH ROW EXECUTE FUNCTION settlement.fill_once('ended_by', 'ended_at', 'approved_by',
                                                      'approved_at');
CREATE TRIGGER reopenings_are_not_emptied BEFORE TRUNCATE ON settlement.period_reopening
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.period_reopening
  ENABLE ALWAYS TRIGGER reopening_never_changes, ENABLE ALWAYS TRIGGER reopenings_are_not_emptied;

-- As before, and a closed period takes entries while a reopening of it lasts.
CREATE OR REPLACE FUNCTION settlement.require_open_periods() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shut record;
BEGIN
  SELECT entry.entry_no, period.period, period.state INTO shut
    FROM settlement.journal_entry AS entry
    JOIN settlement.accounting_period AS period
      ON period.site = entry.site AND period.period = entry.period AND period.state <> 'open'
   WHERE entry.site = NEW.site AND entry.entry_no BETWEEN NEW.first_entry AND NEW.last_entry
     AND NOT EXISTS (
         SELECT FROM settlement.period_reopening AS reopening
          WHERE reopening.site = period.site
            AND reopening.period = period.period
            AND period.state = 'closed'
            AND reopening.approved_at <= NEW.posted_at
            AND reopening.ends_at > NEW.posted_at
            AND reopening.ended_at IS NULL)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of site % belongs to period %, which is %', shut.entry_no, NEW.site,
      shut.period, shut.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
