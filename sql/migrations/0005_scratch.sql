-- Room for calculations that are no runs: what a sealed month would have come to under other terms,
-- and what it comes to today. Nothing of settlement reads it; nothing in it can be sealed.
CREATE SCHEMA scratch;

CREATE TABLE scratch.calculation (
  calculation_no  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title           text NOT NULL,
  begun_at        timestamptz NOT NULL,
  is_kept         boolean NOT NULL);
COMMENT ON TABLE scratch.calculation IS
  'Calculations under way, and those that were kept. The lock `scratch N` says which are under way.';

-- Lines as settlement.draft_line has them; run_no is the sealed run that was calculated again, and
-- terms_no and payee_terms_no are those of that run.
CREATE TABLE scratch.line (
  LIKE settlement.draft_line INCLUDING COMMENTS,
  calculation_no integer NOT NULL
) PARTITION BY LIST (calculation_no);

CREATE TABLE scratch.statement (
  calculation_no  integer NOT NULL REFERENCES scratch.calculation ON DELETE CASCADE,
  run_no          integer NOT NULL,
  statement_no    integer NOT NULL,
  statement_id    text NOT NULL COLLATE "C",
  CONSTRAINT statement_no_names_one PRIMARY KEY (calculation_no, run_no, statement_no));
COMMENT ON TABLE scratch.statement IS
  'What the statements of sealed runs are called in scratch.line; others were not made by the run.';

-- Makes the empty partition of a calculation.
CREATE FUNCTION scratch.open_calculation(calculation_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := 'line_' || calculation_no;
BEGIN
  EXECUTE format('CREATE UNLOGGED TABLE scratch.%I (LIKE scratch.line INCLUDING COMMENTS) '
                 'WITH (autovacuum_enabled = false)', leaf);
  EXECUTE format('ALTER TABLE scratch.%I ALTER COLUMN calculation_no SET DEFAULT %s',
                 leaf, calculation_no);
  EXECUTE format('CREATE INDEX ON scratch.%I (source_id) WHERE source_kind = 0', leaf);
  EXECUTE format('ALTER TABLE scratch.line ATTACH PARTITION scratch.%I FOR VALUES IN (%s)',
                 leaf, calculation_no);
END $$;

-- Drops all of a calculation.
CREATE FUNCTION scratch.drop_calculation(calculation_no integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS scratch.%I', 'line_' || calculation_no);
  DELETE FROM scratch.calculation AS gone WHERE gone.calculation_no = drop_calculation.calculation_no;
END $$;
