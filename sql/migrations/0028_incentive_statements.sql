-- What the incentive statement says beside the amounts: the policies by which a run computed its
-- incentives, and what refunds took off their basis. Rule 9.2.

ALTER TABLE settlement.run_incentive ADD COLUMN refunded bigint;
COMMENT ON COLUMN settlement.run_incentive.refunded IS
  'What refunds took off the basis by the run''s cut-off, minor units; null of runs before 0028.';

CREATE TABLE settlement.run_incentive_policy (
  run_no      integer NOT NULL REFERENCES settlement.run,
  policy_id   text NOT NULL COLLATE "C",
  name        text NOT NULL,
  valid_from  timestamptz NOT NULL,
  valid_to    timestamptz,
  cycle       text NOT NULL COLLATE "C",
  mode        text NOT NULL COLLATE "C",
  threshold   bigint NOT NULL,
  currency    character(3) NOT NULL,
  partner_id  text COLLATE "C",
  product_id  text COLLATE "C",
  CONSTRAINT one_row_an_incentive_policy PRIMARY KEY (run_no, policy_id));
COMMENT ON TABLE settlement.run_incentive_policy IS
  'The policies of a run''s incentives as it read them; runs before 0028 have none.';
COMMENT ON COLUMN settlement.run_incentive_policy.valid_to IS 'Null of a policy without an end.';
COMMENT ON COLUMN settlement.run_incentive_policy.threshold IS
  'Below it nothing is earned, minor units.';
COMMENT ON COLUMN settlement.run_incentive_policy.partner_id IS
  'Null where the policy is for every provider of the site.';
COMMENT ON COLUMN settlement.run_incentive_policy.product_id IS
  'Null where the consumption of every product counts.';

CREATE TABLE settlement.run_incentive_band (
  run_no       integer NOT NULL,
  policy_id    text NOT NULL COLLATE "C",
  from_amount  bigint NOT NULL,
  rate         integer NOT NULL,
  CONSTRAINT one_row_an_incentive_band PRIMARY KEY (run_no, policy_id, from_amount),
  CONSTRAINT band_is_of_a_kept_policy
    FOREIGN KEY (run_no, policy_id) REFERENCES settlement.run_incentive_policy);
COMMENT ON TABLE settlement.run_incentive_band IS
  'The bands of those policies: from minor units, inclusive, at a rate in millionths.';

CREATE TRIGGER policy_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_incentive_policy
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_incentive_policy ENABLE ALWAYS TRIGGER policy_never_changes;
CREATE TRIGGER band_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_incentive_band
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_incentive_band ENABLE ALWAYS TRIGGER band_never_changes;

-- What a run computed is written once.
DELETE FROM settlement.operating_right WHERE relation = 'run_incentive' AND privilege = 'DELETE';
