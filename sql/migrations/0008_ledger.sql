-- The books: accounts and posting rules as data, journal entries of balanced postings, and batches
-- that chain them. Entries are only ever added.

-- ── Accounts and rules ──────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.account (
  account_code   text NOT NULL COLLATE "C",
  kind           text NOT NULL,
  name           text NOT NULL,
  name_zh        text NOT NULL,
  is_per_partner boolean NOT NULL,
  CONSTRAINT account_code_names_one PRIMARY KEY (account_code),
  CONSTRAINT account_code_is_plain CHECK (account_code ~ '^[0-9]{4}(\.[0-9]{2})*$'),
  CONSTRAINT kind_is_known CHECK (kind IN ('asset', 'liability', 'income', 'expense')));
COMMENT ON TABLE settlement.account IS 'The chart of accounts.';
COMMENT ON COLUMN settlement.account.is_per_partner IS
  'Whether a balance is asked for by partner and tab.';

INSERT INTO settlement.account (account_code, kind, name, name_zh, is_per_partner) VALUES
  ('1012',    'asset',     'Customer receipts in clearing', '其他货币资金—客户收款', false),
  ('1122',    'asset',     'Receivable from partners',      '应收账款—伙伴',         true),
  ('2202',    'liability', 'Payable to partners',           '应付账款—伙伴',         true),
  ('2203',    'liability', 'Shares accrued for others',     '应付暂估—其他分成方',   false),
  ('2221.01', 'liability', 'Output VAT',                    '应交税费—销项税额',     false),
  ('2221.02', 'liability', 'Taxes withheld',                '应交税费—代扣税款',     false),
  ('6001',    'income',    'Platform fee',                  '主营业务收入—平台费',   false),
  ('6002',    'income',    'Platform margin',               '主营业务收入—平台分成', false),
  ('6601',    'expense',   'Incentives',                    '销售费用—激励',         false),
  ('6711',    'expense',   'Adjustments',                   '营业外支出—调账',       false);

CREATE TABLE settlement.posting_rule (
  event          text NOT NULL COLLATE "C",
  component      text NOT NULL COLLATE "C",
  debit_account  text NOT NULL COLLATE "C" REFERENCES settlement.account,
  credit_account text NOT NULL COLLATE "C" REFERENCES settlement.account,
  meaning        text NOT NULL,
  CONSTRAINT one_rule_a_component PRIMARY KEY (event, component),
  CONSTRAINT sides_differ CHECK (debit_account <> credit_account));
COMMENT ON TABLE settlement.posting_rule IS
  'Which account each component of an event goes to; a negative amount goes the other way.';

INSERT INTO settlement.posting_rule (event, component, debit_account, credit_account, meaning) VALUES
  ('seal',    'merchant_share',  '1012', '2202',    'what the merchant has of its orders and refunds'),
  ('seal',    'provider_share',  '1012', '2203',    'what customer service providers have of them'),
  ('seal',    'reseller_share',  '1012', '2203',    'what resellers have of them'),
  ('seal',    'operator_share',  '1012', '2203',    'what programme operators have of them'),
  ('seal',    'taxes_withheld',  '1012', '2221.02', 'taxes kept from them'),
  ('seal',    'platform_fee',    '1012', '6001',    'what the platform has of general goods'),
  ('seal',    'platform_margin', '1012', '6002',    'what the platform has of other goods'),
  ('seal',    'payee_share',     '2203', '2202',    'the share of another payee, on its own statement'),
  ('seal',    'incentive',       '6601', '2202',    'incentives, rule 9.2'),
  ('seal',    'adjustment',      '6711', '2202',    'adjustments, rule 8.4'),
  ('invoice', 'output_vat',      '1122', '2221.01', 'the tax on top of the fee on a fee invoice');

-- ── The journal ─────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.journal_batch (
  site          text NOT NULL COLLATE "C",
  first_entry   bigint NOT NULL,
  last_entry    bigint NOT NULL,
  posted_by     text NOT NULL,
  posted_at     timestamptz NOT NULL,
  xact          xid8 NOT NULL DEFAULT pg_current_xact_id(),
  previous_hash bytea,
  batch_hash    bytea NOT NULL,
  CONSTRAINT first_entry_names_one_batch PRIMARY KEY (site, first_entry),
  CONSTRAINT batch_holds_entries CHECK (first_entry >= 1 AND last_entry >= first_entry),
  CONSTRAINT batches_form_a_chain UNIQUE (site, previous_hash),
  CONSTRAINT only_the_first_follows_none CHECK ((previous_hash IS NULL) = (first_entry = 1)),
  CONSTRAINT hash_is_whole CHECK (octet_length(batch_hash) = 32));
COMMENT ON TABLE settlement.journal_batch IS
  'Entries that were posted in one transaction, chained by the hash of their content.';

CREATE TABLE settlement.journal_entry (
  site       text NOT NULL COLLATE "C",
  entry_no   bigint NOT NULL,
  period     integer NOT NULL,
  event      text NOT NULL COLLATE "C",
  source     text NOT NULL COLLATE "C",
  partner_id text NOT NULL COLLATE "C",
  tab        text NOT NULL COLLATE "C",
  currency   character(3) NOT NULL,
  CONSTRAINT entry_no_names_one PRIMARY KEY (site, entry_no),
  CONSTRAINT one_entry_an_event UNIQUE (site, event, source));
COMMENT ON TABLE settlement.journal_entry IS
  'What happened, once: the seal of a statement, the issue of an invoice. Numbers have no gap.';
COMMENT ON COLUMN settlement.journal_entry.source IS 'The id of the statement or the invoice.';

CREATE TABLE settlement.posting (
  site         text NOT NULL COLLATE "C",
  entry_no     bigint NOT NULL,
  posting_no   smallint NOT NULL,
  account_code text NOT NULL COLLATE "C",
  debit        bigint NOT NULL,
  credit       bigint NOT NULL,
  CONSTRAINT posting_no_names_one PRIMARY KEY (site, entry_no, posting_no),
  CONSTRAINT one_side_is_zero CHECK (least(debit, credit) = 0 AND greatest(debit, credit) > 0));
COMMENT ON TABLE settlement.posting IS
  'One debit or credit in minor units of the currency of its entry, never negative.';

-- ── What a batch is held to ─────────────────────────────────────────────────────────────────────

-- A text with its length before it, so that two different rows never have the same bytes.
CREATE FUNCTION settlement.prefixed(content text) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN int4send(octet_length(convert_to(content, 'UTF8'))) || convert_to(content, 'UTF8');

-- The hash of the entries of a site from one number to another, behind the hash of the batch before.
CREATE FUNCTION settlement.batch_hash(
  of_site text, first_no bigint, last_no bigint, previous bytea
) RETURNS bytea LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT sha256(coalesce(previous, ''::bytea) || coalesce(string_agg(hashed.entry_hash, ''::bytea
                                                          ORDER BY hashed.entry_no), ''::bytea))
    FROM (SELECT entry.entry_no,
                 sha256(settlement.prefixed(entry.site) || int8send(entry.entry_no)
                        || int4send(entry.period) || settlement.prefixed(entry.event)
                        || settlement.prefixed(entry.source) || settlement.prefixed(entry.partner_id)
                        || settlement.prefixed(entry.tab)
                        || settlement.prefixed(entry.currency::text)
                        || coalesce(string_agg(
                             settlement.prefixed(posting.account_code) || int8send(posting.debit)
                             || int8send(posting.credit), ''::bytea ORDER BY posting.posting_no),
                             ''::bytea)) AS entry_hash
            FROM settlement.journal_entry AS entry
            LEFT JOIN settlement.posting AS posting
              ON posting.site = entry.site AND posting.entry_no = entry.entry_no
           WHERE entry.site = of_site AND entry.entry_no BETWEEN first_no AND last_no
           GROUP BY entry.site, entry.entry_no) AS hashed;
END;

-- What is wrong with the entries of a batch: one row each, none when it is sound.
CREATE FUNCTION settlement.batch_flaws(of_site text, first_no bigint, last_no bigint)
RETURNS TABLE (entry_no bigint, flaw text) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT numbers.entry_no, 'has no entry'
    FROM generate_series(first_no, last_no) AS numbers (entry_no)
    LEFT JOIN settlement.journal_entry AS entry
      ON entry.site = of_site AND entry.entry_no = numbers.entry_no
   WHERE entry.entry_no IS NULL
   UNION ALL
  SELECT entry.entry_no,
         CASE WHEN count(posting.posting_no) < 2 THEN 'has fewer than two postings'
              WHEN sum(posting.debit) <> sum(posting.credit)
              THEN format('does not balance: debit %s, credit %s in minor units',
                          sum(posting.debit), sum(posting.credit))
              ELSE 'is posted to an account that does not exist' END
    FROM settlement.journal_entry AS entry
    LEFT JOIN settlement.posting AS posting
      ON posting.site = entry.site AND posting.entry_no = entry.entry_no
    LEFT JOIN settlement.account AS account ON account.account_code = posting.account_code
   WHERE entry.site = of_site AND entry.entry_no BETWEEN first_no AND last_no
   GROUP BY entry.entry_no
  HAVING count(posting.posting_no) < 2
      OR sum(posting.debit) <> sum(posting.credit)
      OR count(account.account_code) <> count(posting.posting_no)
   UNION ALL
  SELECT DISTINCT posting.entry_no, 'has postings and no entry'
    FROM settlement.posting AS posting
    LEFT JOIN settlement.journal_entry AS entry
      ON entry.site = posting.site AND entry.entry_no = posting.entry_no
   WHERE posting.site = of_site AND posting.entry_no BETWEEN first_no AND last_no
     AND entry.entry_no IS NULL;
END;

-- Rows are only added to a batch of the same transaction; checked once a statement.
CREATE FUNCTION settlement.require_own_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stray record;
BEGIN
  SELECT span.site, span.low INTO stray
    FROM (SELECT added.site, min(added.entry_no) AS low, max(added.entry_no) AS high
            FROM added GROUP BY added.site) AS span
   WHERE NOT EXISTS (
         SELECT FROM settlement.journal_batch AS batch
          WHERE batch.site = span.site
            AND batch.first_entry <= span.low
            AND batch.last_entry >= span.high
            AND batch.xact = pg_current_xact_id())
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of site % belongs to no batch of this transaction', stray.low, stray.site
      USING ERRCODE = 'restrict_violation', HINT = 'Entries are posted by settled alone.';
  END IF;
  RETURN NULL;
END $$;

-- At the end of its transaction a batch is whole: it follows the one before, every number has an
-- entry, every entry balances in its currency, and the hash is that of its content.
CREATE FUNCTION settlement.require_sound_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before record;
  flawed record;
BEGIN
  SELECT batch.last_entry, batch.batch_hash INTO before
    FROM settlement.journal_batch AS batch
   WHERE batch.site = NEW.site AND batch.first_entry < NEW.first_entry
   ORDER BY batch.first_entry DESC LIMIT 1;
  IF coalesce(before.last_entry, 0) + 1 <> NEW.first_entry
     OR before.batch_hash IS DISTINCT FROM NEW.previous_hash THEN
    RAISE EXCEPTION 'batch % of site % does not follow the batch before', NEW.first_entry, NEW.site
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT flaws.entry_no, flaws.flaw INTO flawed
    FROM settlement.batch_flaws(NEW.site, NEW.first_entry, NEW.last_entry) AS flaws
   ORDER BY flaws.entry_no LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of site % %', flawed.entry_no, NEW.site, flawed.flaw
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF settlement.batch_hash(NEW.site, NEW.first_entry, NEW.last_entry, NEW.previous_hash)
     <> NEW.batch_hash THEN
    RAISE EXCEPTION 'batch % of site % has another hash than its content', NEW.first_entry, NEW.site
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER batch_is_sound AFTER INSERT ON settlement.journal_batch
   DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW EXECUTE FUNCTION settlement.require_sound_batch();
CREATE TRIGGER entries_are_of_their_batch AFTER INSERT ON settlement.journal_entry
   REFERENCING NEW TABLE AS added
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.require_own_batch();
CREATE TRIGGER postings_are_of_their_batch AFTER INSERT ON settlement.posting
   REFERENCING NEW TABLE AS added
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.require_own_batch();
CREATE TRIGGER batch_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.journal_batch
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
CREATE TRIGGER entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.journal_entry
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
CREATE TRIGGER posting_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.posting
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.journal_batch
  ENABLE ALWAYS TRIGGER batch_is_sound, ENABLE ALWAYS TRIGGER batch_never_changes;
ALTER TABLE settlement.journal_entry
  ENABLE ALWAYS TRIGGER entries_are_of_their_batch, ENABLE ALWAYS TRIGGER entry_never_changes;
ALTER TABLE settlement.posting
  ENABLE ALWAYS TRIGGER postings_are_of_their_batch, ENABLE ALWAYS TRIGGER posting_never_changes;
