-- Answers of banks are tried again, and a bank's file reads the payouts that it can be about.

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
