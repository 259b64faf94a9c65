-- The leaves of a run's tree, so that an audit names the statement that is not what was signed. They
-- need no trust: they count where they lead to the signed root.
CREATE TABLE settlement.seal_leaf (
  run_no       integer NOT NULL REFERENCES settlement.run,
  leaf_no      integer NOT NULL,
  statement_id text NOT NULL COLLATE "C",
  leaf_hash    bytea NOT NULL,
  CONSTRAINT leaf_no_names_one PRIMARY KEY (run_no, leaf_no),
  CONSTRAINT hash_is_whole CHECK (octet_length(leaf_hash) = 32));
COMMENT ON TABLE settlement.seal_leaf IS
  'Hashes of the statements of a sealed run, in the order of its tree; none for runs sealed before.';
CREATE TRIGGER seal_leaf_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.seal_leaf
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.seal_leaf ENABLE ALWAYS TRIGGER seal_leaf_never_changes;
