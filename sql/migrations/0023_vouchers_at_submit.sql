-- What the platform bears of a statement's vouchers (rule 9.3) is counted when its run is submitted,
-- from when its lines are frozen, and not while the month is sealed: that reads all of them.

ALTER TABLE settlement.statement ADD COLUMN vouchers_borne bigint;
COMMENT ON COLUMN settlement.statement.vouchers_borne IS
  'Minor units; null until the run is submitted, and where that was before this column. It enters no hash.';

INSERT INTO settlement.operating_right (relation, privilege, columns) VALUES
  ('statement', 'UPDATE', '{vouchers_borne}');
