-- What banks answer to the payments they were told of (pain.002), before anything is booked.

CREATE TABLE settlement.payment_answer (
  answer_no     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file_no       integer NOT NULL REFERENCES settlement.bank_file,
  identity      text NOT NULL COLLATE "C",
  answered_at   timestamptz NOT NULL,
  subject       text NOT NULL,
  status        text NOT NULL COLLATE "C",
  reason        text,
  batch_no      integer REFERENCES settlement.payout_batch,
  end_to_end_id text COLLATE "C" REFERENCES settlement.payout (end_to_end_id),
  verdict       text NOT NULL COLLATE "C",
  sentence      text NOT NULL,
  is_matched    boolean NOT NULL,
  explained_by  text,
  explained_at  timestamptz,
  explanation   text,
  CONSTRAINT an_answer_is_kept_once UNIQUE (identity),
  CONSTRAINT status_is_a_code CHECK (status ~ '^[A-Z0-9]{4}$'),
  CONSTRAINT matched_with_a_payout CHECK (NOT is_matched OR end_to_end_id IS NOT NULL),
  CONSTRAINT explained_by_name_with_words CHECK (
    (explained_by IS NULL) = (explained_at IS NULL) AND (explained_by IS NULL) = (explanation IS NULL)
    AND (explained_by IS NULL OR NOT is_matched)));
COMMENT ON TABLE settlement.payment_answer IS
  'What banks said of payments that they were told to make: accepted, under way, refused. No money moves.';
COMMENT ON COLUMN settlement.payment_answer.identity IS
  'Makes the answer this one in every file that has it: message, time, batch, payment and status.';
COMMENT ON COLUMN settlement.payment_answer.answered_at IS 'When the bank wrote the report.';
COMMENT ON COLUMN settlement.payment_answer.subject IS
  'The payment or batch as the bank names it; empty where it names nothing.';
COMMENT ON COLUMN settlement.payment_answer.status IS
  'External code of ISO 20022; of the payment, else of its batch, else of the file.';
COMMENT ON COLUMN settlement.payment_answer.reason IS
  'Codes, plain meaning and the bank''s own words; null where the bank gives no reason.';
COMMENT ON COLUMN settlement.payment_answer.batch_no IS 'Null where the bank names no batch of ours.';
COMMENT ON COLUMN settlement.payment_answer.end_to_end_id IS 'Null where the bank names no payout of ours.';
COMMENT ON COLUMN settlement.payment_answer.verdict IS
  'What was done: KEPT or REFUSED, else why it fits nothing. Stable, for scripts.';
COMMENT ON COLUMN settlement.payment_answer.is_matched IS
  'False where a person must judge; until somebody has, it is listed with what is unexplained.';
CREATE INDEX payment_answer_by_payout ON settlement.payment_answer (end_to_end_id, answered_at);
CREATE INDEX payment_answer_open ON settlement.payment_answer (answer_no)
 WHERE NOT is_matched AND explained_by IS NULL;

CREATE TRIGGER payment_answer_is_explained_once BEFORE UPDATE OR DELETE ON settlement.payment_answer
   FOR EACH ROW EXECUTE FUNCTION settlement.fill_once('explained_by', 'explained_at', 'explanation');
CREATE TRIGGER payment_answers_are_not_emptied BEFORE TRUNCATE ON settlement.payment_answer
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.payment_answer
  ENABLE ALWAYS TRIGGER payment_answer_is_explained_once,
  ENABLE ALWAYS TRIGGER payment_answers_are_not_emptied;

COMMENT ON TABLE settlement.bank_file IS
  'Statements, notifications and payment status reports of banks, as they came.';

-- As before, and what the bank booked although it had refused it is paid after all.
CREATE OR REPLACE FUNCTION settlement.require_stated_amount() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stated bigint;
  fixed text[] := '{state,booked_on,returned_on,outcome}';
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - fixed = to_jsonb(NEW) - fixed
     AND ((OLD.state, NEW.state) IN (('planned', 'sent'), ('planned', 'cancelled'), ('sent', 'cancelled'),
                                     ('sent', 'paid'), ('paid', 'returned'))
          OR ((OLD.state, NEW.state) = ('cancelled', 'paid')
              AND EXISTS (
                  SELECT FROM settlement.payout_batch AS batch
                   WHERE batch.batch_no = NEW.batch_no
                     AND batch.state = 'exported'))) THEN
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
