-- The heads of seals: one Merkle root over the statements of each sealed run, chained and signed, so
-- that a partner can check a statement without us, and nobody can change one unseen.

CREATE TABLE settlement.seal_key (
  key_id       bytea NOT NULL,
  public_key   bytea NOT NULL,
  counts_from  timestamptz NOT NULL,
  CONSTRAINT key_id_names_one_key PRIMARY KEY (key_id),
  CONSTRAINT key_id_is_a_digest CHECK (octet_length(key_id) = 32),
  CONSTRAINT public_key_is_ed25519 CHECK (octet_length(public_key) = 32));
COMMENT ON TABLE settlement.seal_key IS
  'Public keys that signed seals. A key that is no longer used stays: what it signed stays valid.';
COMMENT ON COLUMN settlement.seal_key.counts_from IS 'When it first signed.';

CREATE TABLE settlement.seal_head (
  run_no         integer NOT NULL REFERENCES settlement.run,
  site           text NOT NULL COLLATE "C",
  chain_no       integer NOT NULL,
  previous_head  bytea,
  tree_size      integer NOT NULL,
  root           bytea NOT NULL,
  run_digest     bytea NOT NULL,
  signed_at      timestamptz NOT NULL,
  key_id         bytea NOT NULL REFERENCES settlement.seal_key,
  head_hash      bytea NOT NULL,
  signature      bytea NOT NULL,
  CONSTRAINT one_head_a_run PRIMARY KEY (run_no),
  CONSTRAINT heads_form_a_chain UNIQUE (site, chain_no),
  CONSTRAINT head_hash_names_one_head UNIQUE (head_hash),
  CONSTRAINT only_the_first_follows_none CHECK ((previous_head IS NULL) = (chain_no = 1)),
  CONSTRAINT tree_is_counted CHECK (tree_size >= 0),
  CONSTRAINT digests_are_whole CHECK (
    octet_length(root) = 32 AND octet_length(run_digest) = 32 AND octet_length(head_hash) = 32
    AND octet_length(signature) = 64));
COMMENT ON TABLE settlement.seal_head IS
  'What was signed when a run was sealed; a run sealed before there were heads got its head later.';
COMMENT ON COLUMN settlement.seal_head.previous_head IS 'Null for the first run of a site.';

CREATE TRIGGER seal_key_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.seal_key
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.seal_key ENABLE ALWAYS TRIGGER seal_key_never_changes;
CREATE TRIGGER seal_head_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.seal_head
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.seal_head ENABLE ALWAYS TRIGGER seal_head_never_changes;
