-- What is wrong with a site's journal: code, entry or the first of a batch, and a sentence.
--   $1 site text
WITH chain AS (
     SELECT batch.first_entry, batch.last_entry, batch.previous_hash, batch.batch_hash,
            lag(batch.last_entry) OVER in_order AS before_last,
            lag(batch.batch_hash) OVER in_order AS before_hash
       FROM settlement.journal_batch AS batch
      WHERE batch.site = $1
     WINDOW in_order AS (ORDER BY batch.first_entry))
SELECT 'chain_broken' AS code, chain.first_entry AS entry_no,
       'the batch does not follow the one before it' AS sentence
  FROM chain
 WHERE coalesce(chain.before_last, 0) + 1 <> chain.first_entry
    OR chain.before_hash IS DISTINCT FROM chain.previous_hash
 UNION ALL
SELECT 'batch_changed', chain.first_entry,
       'the entries of the batch, ' || chain.first_entry || ' to ' || chain.last_entry
       || ', are not those that were posted'
  FROM chain
 WHERE settlement.batch_hash($1, chain.first_entry, chain.last_entry, chain.previous_hash)
       <> chain.batch_hash
 UNION ALL
SELECT 'entry_unsound', flaws.entry_no, 'the entry ' || flaws.flaw
  FROM chain
 CROSS JOIN LATERAL settlement.batch_flaws($1, chain.first_entry, chain.last_entry) AS flaws
 UNION ALL
SELECT 'entry_outside', entry.entry_no, 'the entry belongs to no batch'
  FROM settlement.journal_entry AS entry
 WHERE entry.site = $1
   AND NOT EXISTS (
       SELECT FROM chain
        WHERE entry.entry_no BETWEEN chain.first_entry AND chain.last_entry)
 ORDER BY entry_no, code
