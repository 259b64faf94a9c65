-- What an electronic invoice says of its parties beyond their names, and what was printed on each
-- document, frozen when it is issued. EN 16931-1, BG-4 and BG-7.

-- The newest row of a party whose day has come counts; a correction is a new row.
CREATE TABLE settlement.trade_detail (
  detail_no            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  role                 text NOT NULL COLLATE "C",
  party                text NOT NULL COLLATE "C",
  valid_from           date NOT NULL,
  country              character(2) NOT NULL,
  address_lines        text NOT NULL DEFAULT '',
  city                 text,
  post_code            text,
  subdivision          text,
  tax_number           text,
  registration         text,
  registration_scheme  text,
  electronic_address   text,
  address_scheme       text,
  untaxed_as           text,
  entered_by           text NOT NULL,
  entered_at           timestamptz NOT NULL,
  CONSTRAINT role_is_known CHECK (role IN ('issuer', 'partner')),
  CONSTRAINT site_issues CHECK (role <> 'issuer' OR party IN ('cn', 'intl', 'eu')),
  CONSTRAINT country_is_letters CHECK (country ~ '^[A-Z]{2}$'),
  CONSTRAINT scheme_has_registration
    CHECK (registration_scheme IS NULL OR registration IS NOT NULL),
  CONSTRAINT address_has_scheme
    CHECK ((electronic_address IS NULL) = (address_scheme IS NULL)),
  CONSTRAINT untaxed_by_issuers
    CHECK ((role = 'issuer') = (untaxed_as IS NOT NULL)),
  CONSTRAINT untaxed_is_known CHECK (untaxed_as IN ('Z', 'AE', 'G', 'O')));
COMMENT ON TABLE settlement.trade_detail IS
  'What electronic invoices say of issuers and partners beyond what the contract has.';
COMMENT ON COLUMN settlement.trade_detail.party IS 'The site of an issuer, the id of a partner.';
COMMENT ON COLUMN settlement.trade_detail.address_lines IS
  'Street and number and up to two lines more, separated by line breaks.';
COMMENT ON COLUMN settlement.trade_detail.tax_number IS
  'For value added tax, with the letters of the country: DE123456789.';
COMMENT ON COLUMN settlement.trade_detail.untaxed_as IS
  'Category of a fee without tax: Z zero rated, AE reverse charge, G export, O outside the scope.';
CREATE INDEX trade_detail_by_party ON settlement.trade_detail (role, party, valid_from);

-- A party as the document names it; without a country it has no electronic form.
CREATE TABLE settlement.invoice_party (
  invoice_id           text NOT NULL COLLATE "C" REFERENCES settlement.invoice,
  role                 text NOT NULL COLLATE "C",
  name                 text NOT NULL,
  name_en              text,
  address              text,
  tax_number           text,
  detail_no            integer REFERENCES settlement.trade_detail,
  CONSTRAINT one_party_a_role PRIMARY KEY (invoice_id, role),
  CONSTRAINT role_is_known CHECK (role IN ('seller', 'buyer')));
COMMENT ON TABLE settlement.invoice_party IS
  'Seller and buyer of a document as they were when it was issued.';
COMMENT ON COLUMN settlement.invoice_party.detail_no IS
  'What was known for its electronic form; null where nothing was.';

ALTER TABLE settlement.invoice ADD COLUMN original_id text COLLATE "C" REFERENCES settlement.invoice;
COMMENT ON COLUMN settlement.invoice.original_id IS
  'What a credit note corrects: the latest fee invoice of the merchant before it, if there is one.';

-- Documents of earlier releases were looked up whenever they were printed; now they stand.
ALTER TABLE settlement.invoice DISABLE TRIGGER invoice_never_changes;
UPDATE settlement.invoice AS invoice
   SET original_id = (
       SELECT earlier.invoice_id
         FROM settlement.invoice AS earlier
        WHERE earlier.partner_id = invoice.partner_id
          AND earlier.currency = invoice.currency
          AND earlier.kind = 'fee'
          AND earlier.period < invoice.period
        ORDER BY earlier.period DESC, earlier.invoice_id DESC
        LIMIT 1)
 WHERE invoice.kind = 'fee_credit';
ALTER TABLE settlement.invoice ENABLE ALWAYS TRIGGER invoice_never_changes;

INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number)
SELECT invoice.invoice_id, 'buyer', named.partner_name, named.partner_name_en,
       named.partner_address, named.partner_tax_number
  FROM settlement.invoice AS invoice
 CROSS JOIN LATERAL (
       SELECT statement.partner_name, statement.partner_name_en, statement.partner_address,
              statement.partner_tax_number
         FROM settlement.statement AS statement
        WHERE statement.run_no = invoice.run_no
          AND statement.partner_id = invoice.partner_id
        ORDER BY statement.statement_no
        LIMIT 1) AS named;
INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number)
SELECT invoice.invoice_id, 'seller', coalesce(nullif(issuer.name_zh, ''), issuer.name), issuer.name,
       nullif(issuer.address, ''), nullif(issuer.tax_number, '')
  FROM settlement.invoice AS invoice
 CROSS JOIN LATERAL (
       SELECT issuer.name, issuer.name_zh, issuer.address, issuer.tax_number
         FROM settlement.issuer AS issuer
        WHERE issuer.site = invoice.site
          AND issuer.valid_from <= invoice.issued_on
        ORDER BY issuer.valid_from DESC
        LIMIT 1) AS issuer;

CREATE TRIGGER trade_detail_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.trade_detail
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.trade_detail ENABLE ALWAYS TRIGGER trade_detail_never_changes;
CREATE TRIGGER invoice_party_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.invoice_party
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.invoice_party ENABLE ALWAYS TRIGGER invoice_party_never_changes;
