-- Time stamps of authorities (RFC 3161) over what was sealed and signed.

-- One for each run, over the root of a Merkle tree (RFC 6962) of the run's head and the signed
-- originals; what is signed later gets another one. A stamp within an original would change the file
-- that was handed out.
CREATE TABLE settlement.time_stamp (
  stamp_no    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no      integer NOT NULL REFERENCES settlement.run,
  root        bytea NOT NULL,
  token       bytea NOT NULL,
  authority   text NOT NULL,
  stamped_at  timestamptz NOT NULL,
  asked_by    text NOT NULL,
  kept_at     timestamptz NOT NULL,
  CONSTRAINT root_is_a_digest CHECK (octet_length(root) = 32));
COMMENT ON TABLE settlement.time_stamp IS
  'What a time-stamping authority signed: that the root existed at stamped_at, as it says.';
COMMENT ON COLUMN settlement.time_stamp.token IS 'The TimeStampToken of RFC 3161, DER.';
COMMENT ON COLUMN settlement.time_stamp.authority IS
  'The subject of the certificate that signed the token (RFC 4514).';
CREATE INDEX time_stamp_by_run ON settlement.time_stamp (run_no);

CREATE TABLE settlement.time_stamp_leaf (
  stamp_no    integer NOT NULL REFERENCES settlement.time_stamp,
  leaf_no     integer NOT NULL,
  head_of     integer REFERENCES settlement.seal_head,
  invoice_id  text COLLATE "C" REFERENCES settlement.invoice_original,
  digest      bytea NOT NULL,
  CONSTRAINT one_leaf_a_place PRIMARY KEY (stamp_no, leaf_no),
  CONSTRAINT head_is_stamped_once UNIQUE (head_of),
  CONSTRAINT original_is_stamped_once UNIQUE (invoice_id),
  CONSTRAINT leaf_is_of_one CHECK (num_nonnulls(head_of, invoice_id) = 1),
  CONSTRAINT digest_is_whole CHECK (octet_length(digest) = 32));
COMMENT ON TABLE settlement.time_stamp_leaf IS
  'What a time stamp covers, in the order of its tree: a head by its hash, an original by its SHA-256.';

CREATE TRIGGER time_stamp_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.time_stamp
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.time_stamp ENABLE ALWAYS TRIGGER time_stamp_never_changes;
CREATE TRIGGER time_stamp_leaf_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.time_stamp_leaf
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.time_stamp_leaf ENABLE ALWAYS TRIGGER time_stamp_leaf_never_changes;
