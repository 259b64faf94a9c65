-- Posting in bulk: balance is checked on the rows of each statement as they come, and a batch is
-- looked at once by its keys. What is hashed is recomputed at commit for batches of up to 10,000
-- entries; of larger ones `settled ledger check` does it.

-- As before, and the postings of each entry balance, begin at 1 without a gap, and name accounts.
CREATE FUNCTION settlement.require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE flawed record;
BEGIN
  SELECT added.site, added.entry_no, count(*) AS postings, sum(added.debit) AS debit,
         sum(added.credit) AS credit INTO flawed
    FROM added
   GROUP BY added.site, added.entry_no
  HAVING sum(added.debit) <> sum(added.credit)
      OR count(*) < 2
      OR min(added.posting_no) <> 1
      OR max(added.posting_no) <> count(*)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of site % %', flawed.entry_no, flawed.site,
      CASE WHEN flawed.debit <> flawed.credit
           THEN format('does not balance: debit %s, credit %s in minor units', flawed.debit,
                       flawed.credit)
           ELSE format('has %s postings, which are not numbered from 1 to 2 or more',
                       flawed.postings) END
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT used.account_code INTO flawed
    FROM (SELECT DISTINCT added.account_code FROM added) AS used
   WHERE NOT EXISTS (
         SELECT FROM settlement.account AS account
          WHERE account.account_code = used.account_code)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % does not exist', flawed.account_code
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_balance AFTER INSERT ON settlement.posting
   REFERENCING NEW TABLE AS added
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.require_balance();
ALTER TABLE settlement.posting ENABLE ALWAYS TRIGGER postings_balance;

-- At the end of its transaction a batch is whole: it follows the one before, every number has an
-- entry with postings and nothing else has, and the hash is that of its content.
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
  -- Entries and first postings are numbered within the batch and unique: counts say it all.
  IF entries <> (SELECT count(*) FROM settlement.journal_entry AS entry
                  WHERE entry.site = NEW.site
                    AND entry.entry_no BETWEEN NEW.first_entry AND NEW.last_entry)
     OR entries <> (SELECT count(*) FROM settlement.posting AS posting
                     WHERE posting.site = NEW.site
                       AND posting.entry_no BETWEEN NEW.first_entry AND NEW.last_entry
                       AND posting.posting_no = 1) THEN
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
