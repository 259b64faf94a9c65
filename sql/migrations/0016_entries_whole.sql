-- An entry is one row that holds its postings: it is written whole or not at all, and a batch costs
-- one row an entry. What is hashed of it stays the same, byte for byte.

-- ── What is known moves into its entry ──────────────────────────────────────────────────────────

ALTER TABLE settlement.journal_entry
  ADD COLUMN account_codes text[] COLLATE "C",
  ADD COLUMN amounts bigint[];
ALTER TABLE settlement.journal_entry DISABLE TRIGGER entry_never_changes;
UPDATE settlement.journal_entry AS entry
   SET account_codes = whole.account_codes, amounts = whole.amounts
  FROM (SELECT posting.site, posting.entry_no,
               array_agg(posting.account_code ORDER BY posting.posting_no) AS account_codes,
               array_agg(posting.debit - posting.credit ORDER BY posting.posting_no) AS amounts
          FROM settlement.posting AS posting
         GROUP BY posting.site, posting.entry_no) AS whole
 WHERE whole.site = entry.site
   AND whole.entry_no = entry.entry_no;

-- The sum of amounts of any number; the few that nearly every entry has are added up in the check.
CREATE FUNCTION settlement.sum_of(amounts bigint[]) RETURNS numeric LANGUAGE sql IMMUTABLE
RETURN (SELECT coalesce(sum(posted.amount), 0) FROM unnest(amounts) AS posted (amount));

ALTER TABLE settlement.journal_entry
  ALTER COLUMN account_codes SET NOT NULL,
  ALTER COLUMN amounts SET NOT NULL,
  ADD CONSTRAINT every_amount_has_an_account CHECK (
    array_ndims(account_codes) = 1 AND array_ndims(amounts) = 1
    AND array_lower(account_codes, 1) = 1 AND array_lower(amounts, 1) = 1
    AND cardinality(account_codes) = cardinality(amounts)),
  ADD CONSTRAINT postings_are_two_or_more CHECK (cardinality(amounts) >= 2),
  ADD CONSTRAINT debits_equal_credits CHECK (
    CASE WHEN cardinality(amounts) > 6 THEN settlement.sum_of(amounts) = 0
         ELSE amounts[1] + amounts[2] + coalesce(amounts[3], 0) + coalesce(amounts[4], 0)
              + coalesce(amounts[5], 0) + coalesce(amounts[6], 0) = 0 END),
  ADD CONSTRAINT no_posting_is_of_nothing CHECK (
    0 <> ALL (amounts) AND array_position(amounts, NULL) IS NULL
    AND array_position(account_codes, NULL) IS NULL),
  ENABLE ALWAYS TRIGGER entry_never_changes;
COMMENT ON COLUMN settlement.journal_entry.account_codes IS
  'The accounts it is posted to, in the order that is hashed.';
COMMENT ON COLUMN settlement.journal_entry.amounts IS
  'Minor units, one an account: a debit above zero, a credit below. Together they are zero.';

DROP FUNCTION settlement.batch_flaws(text, bigint, bigint);
DROP FUNCTION settlement.batch_hash(text, bigint, bigint, bytea);
DROP TABLE settlement.posting;
DROP FUNCTION settlement.require_balance();

-- Keys whose first column decides are compared once; a site says next to nothing.
ALTER TABLE settlement.journal_entry
  DROP CONSTRAINT entry_no_names_one,
  ADD CONSTRAINT entry_no_names_one PRIMARY KEY (entry_no, site),
  DROP CONSTRAINT one_entry_an_event,
  ADD CONSTRAINT one_entry_an_event UNIQUE (source, event, site);

CREATE VIEW settlement.posting AS
SELECT entry.site, entry.entry_no, posted.posting_no::smallint AS posting_no, entry.period, entry.event,
       entry.source, entry.partner_id, entry.tab, entry.currency, posted.account_code,
       greatest(posted.amount, 0) AS debit, greatest(-posted.amount, 0) AS credit
  FROM settlement.journal_entry AS entry
 CROSS JOIN LATERAL unnest(entry.account_codes, entry.amounts)
       WITH ORDINALITY AS posted (account_code, amount, posting_no);
COMMENT ON VIEW settlement.posting IS
  'One debit or credit in minor units of the currency of its entry, never negative.';

-- ── What a batch is held to ─────────────────────────────────────────────────────────────────────

-- The hash of the entries of a site from one number to another, behind the hash of the batch before.
CREATE FUNCTION settlement.batch_hash(
  of_site text, first_no bigint, last_no bigint, previous bytea
) RETURNS bytea LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT sha256(coalesce(previous, ''::bytea) || coalesce(string_agg(
           sha256(settlement.prefixed(entry.site) || int8send(entry.entry_no)
                  || int4send(entry.period) || settlement.prefixed(entry.event)
                  || settlement.prefixed(entry.source) || settlement.prefixed(entry.partner_id)
                  || settlement.prefixed(entry.tab) || settlement.prefixed(entry.currency::text)
                  || (SELECT coalesce(string_agg(
                               settlement.prefixed(posted.account_code)
                               || int8send(greatest(posted.amount, 0))
                               || int8send(greatest(-posted.amount, 0)), ''::bytea
                               ORDER BY posted.posting_no), ''::bytea)
                        FROM unnest(entry.account_codes, entry.amounts)
                             WITH ORDINALITY AS posted (account_code, amount, posting_no))),
           ''::bytea ORDER BY entry.entry_no), ''::bytea))
    FROM settlement.journal_entry AS entry
   WHERE entry.site = of_site AND entry.entry_no BETWEEN first_no AND last_no;
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
  SELECT posting.entry_no,
         CASE WHEN count(*) < 2 THEN 'has fewer than two postings'
              WHEN sum(posting.debit) <> sum(posting.credit)
              THEN format('does not balance: debit %s, credit %s in minor units',
                          sum(posting.debit), sum(posting.credit))
              ELSE 'is posted to an account that does not exist' END
    FROM settlement.posting AS posting
    LEFT JOIN settlement.account AS account ON account.account_code = posting.account_code
   WHERE posting.site = of_site AND posting.entry_no BETWEEN first_no AND last_no
   GROUP BY posting.entry_no
  HAVING count(*) < 2
      OR sum(posting.debit) <> sum(posting.credit)
      OR count(account.account_code) <> count(*);
END;

-- Every account is in the chart; looked at once a statement, on the rows as they come.
CREATE FUNCTION settlement.require_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE missing text;
BEGIN
  SELECT used.account_code INTO missing
    FROM (SELECT DISTINCT added.account_codes FROM added) AS together
   CROSS JOIN LATERAL unnest(together.account_codes) AS used (account_code)
   WHERE NOT EXISTS (
         SELECT FROM settlement.account AS account
          WHERE account.account_code = used.account_code)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % does not exist', missing
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_exist AFTER INSERT ON settlement.journal_entry
   REFERENCING NEW TABLE AS added
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.require_accounts();
ALTER TABLE settlement.journal_entry ENABLE ALWAYS TRIGGER accounts_exist;

-- At the end of its transaction a batch is whole: it follows the one before, every number has an
-- entry, and the hash is that of its content.
CREATE OR REPLACE FUNCTION settlement.require_sound_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before record;
  entries bigint := NEW.last_entry - NEW.first_entry + 1;
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
  -- Entries are numbered within the batch and unique, and each was looked at as it came.
  IF entries <> (SELECT count(*) FROM settlement.journal_entry AS entry
                  WHERE entry.site = NEW.site
                    AND entry.entry_no BETWEEN NEW.first_entry AND NEW.last_entry) THEN
    SELECT flaws.entry_no, flaws.flaw INTO flawed
      FROM settlement.batch_flaws(NEW.site, NEW.first_entry, NEW.last_entry) AS flaws
     ORDER BY flaws.entry_no LIMIT 1;
    RAISE EXCEPTION 'entry % of site % %', flawed.entry_no, NEW.site, flawed.flaw
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF entries <= 10000
     AND settlement.batch_hash(NEW.site, NEW.first_entry, NEW.last_entry, NEW.previous_hash)
         <> NEW.batch_hash THEN
    RAISE EXCEPTION 'batch % of site % has another hash than its content', NEW.first_entry, NEW.site
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
