-- How far partners had come on the bands of incentives when a run was planned: a sealed month shows
-- this, whatever becomes of facts and policies later. Rules 9.1 and 9.2.

ALTER TABLE settlement.run ADD COLUMN keeps_progress boolean NOT NULL DEFAULT false;
ALTER TABLE settlement.run ALTER COLUMN keeps_progress SET DEFAULT true;
COMMENT ON COLUMN settlement.run.keeps_progress IS
  'Whether run_incentive_progress has what it knew, and run_incentive_policy every policy that applied; false of runs planned before 0036.';

CREATE TABLE settlement.run_incentive_progress (
  run_no        integer NOT NULL,
  policy_id     text NOT NULL COLLATE "C",
  partner_id    text NOT NULL COLLATE "C",
  basis         bigint NOT NULL,
  open_credits  bigint NOT NULL,
  CONSTRAINT one_row_a_policy_and_partner PRIMARY KEY (run_no, policy_id, partner_id),
  CONSTRAINT progress_is_under_a_kept_policy
    FOREIGN KEY (run_no, policy_id) REFERENCES settlement.run_incentive_policy);
COMMENT ON TABLE settlement.run_incentive_progress IS
  'What each partner had done by the cut-off in the cycle of the run''s month, under each policy for it; who did nothing has no row.';
COMMENT ON COLUMN settlement.run_incentive_progress.basis IS
  'The performance of the cycle so far, minor units of the policy''s currency.';
COMMENT ON COLUMN settlement.run_incentive_progress.open_credits IS
  'Purchases on credit of the cycle that were not repaid.';
COMMENT ON TABLE settlement.run_incentive_policy IS
  'The policies that applied to a run''s month or to what it computed, as it read them; of runs before 0036 those of its incentives alone, of runs before 0028 none.';

CREATE TRIGGER progress_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_incentive_progress
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_incentive_progress ENABLE ALWAYS TRIGGER progress_never_changes;
