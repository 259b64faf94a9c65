-- Time stamps within the signatures of documents: PAdES B-T (ETSI EN 319 142-1, 6); pages in one
-- language.

-- ── Time stamps ─────────────────────────────────────────────────────────────────────────────────

-- The signed original stays as it was handed out. With the token in its signature it is another file,
-- whose digest is kept too, so that it is the same for as long as it must be shown.
CREATE TABLE settlement.signature_stamp (
  invoice_id  text NOT NULL COLLATE "C" REFERENCES settlement.invoice_original,
  token       bytea NOT NULL,
  digest      bytea NOT NULL,
  authority   text NOT NULL,
  stamped_at  timestamptz NOT NULL,
  asked_by    text NOT NULL,
  kept_at     timestamptz NOT NULL,
  CONSTRAINT signature_is_stamped_once PRIMARY KEY (invoice_id),
  CONSTRAINT digest_is_whole CHECK (octet_length(digest) = 32));
COMMENT ON TABLE settlement.signature_stamp IS
  'What a time-stamping authority signed: that the signature of an original existed at stamped_at, as it says.';
COMMENT ON COLUMN settlement.signature_stamp.token IS
  'The TimeStampToken of RFC 3161, DER, over the signature value.';
COMMENT ON COLUMN settlement.signature_stamp.digest IS
  'SHA-256 of the original with the token in its signature.';
COMMENT ON COLUMN settlement.signature_stamp.authority IS
  'The subject of the certificate that signed the token (RFC 4514).';

CREATE TRIGGER signature_stamp_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.signature_stamp
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.signature_stamp ENABLE ALWAYS TRIGGER signature_stamp_never_changes;

-- ── Pages in one language ───────────────────────────────────────────────────────────────────────

-- What was issued before keeps its bytes.
ALTER TABLE settlement.invoice ADD COLUMN words_by_language boolean NOT NULL DEFAULT false;
ALTER TABLE settlement.invoice ALTER COLUMN words_by_language SET DEFAULT true;
COMMENT ON COLUMN settlement.invoice.words_by_language IS
  'Whether its pages in one language say in that one alone what its record says in both.';
