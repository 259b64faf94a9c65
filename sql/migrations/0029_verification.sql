-- Where anybody can check that a document is genuine: an address that documents print as a QR code.

-- The newest row counts for what is sealed and issued from then on.
CREATE TABLE settlement.verification_address (
  entry_no    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address     text COLLATE "C",
  entered_by  text NOT NULL,
  entered_at  timestamptz NOT NULL,
  CONSTRAINT address_is_short CHECK (octet_length(address) BETWEEN 9 AND 80));
COMMENT ON TABLE settlement.verification_address IS
  'The public addresses of the verification page, each from when it was entered.';
COMMENT ON COLUMN settlement.verification_address.address IS
  'Like https://verify.example.com, without a slash at the end; null: from then on documents print none.';

CREATE TRIGGER verification_address_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.verification_address
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.verification_address
  ENABLE ALWAYS TRIGGER verification_address_never_changes;

CREATE FUNCTION settlement.current_verification_address() RETURNS text
  LANGUAGE sql STABLE
  SET search_path = ''
RETURN (SELECT newest.address
          FROM settlement.verification_address AS newest
         ORDER BY newest.entry_no DESC
         LIMIT 1);
COMMENT ON FUNCTION settlement.current_verification_address() IS
  'What is printed on documents that are issued now; null: nothing.';

-- A document keeps the address that it was issued with, so that its files keep their bytes. What was
-- issued before has none.
ALTER TABLE settlement.seal_head ADD COLUMN verification_address text COLLATE "C";
ALTER TABLE settlement.seal_head
  ALTER COLUMN verification_address SET DEFAULT settlement.current_verification_address();
COMMENT ON COLUMN settlement.seal_head.verification_address IS
  'What the statements of the run print; null: nothing.';
ALTER TABLE settlement.invoice ADD COLUMN verification_address text COLLATE "C";
ALTER TABLE settlement.invoice
  ALTER COLUMN verification_address SET DEFAULT settlement.current_verification_address();
COMMENT ON COLUMN settlement.invoice.verification_address IS
  'What its pages print; null: nothing.';
