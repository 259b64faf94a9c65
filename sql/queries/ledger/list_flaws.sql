-- What is wrong with a site's journal: code, entry or the first of a batch, and a sentence.
--   $1 site text
WITH chain AS MATERIALIZED (
     SELECT batch.first_entry, batch.last_entry, batch.previous_hash, batch.batch_hash,
            sha256(coalesce(batch.previous_hash, ''::bytea) || batch.entry_hashes)
              IS DISTINCT FROM batch.batch_hash AND batch.entry_hashes IS NOT NULL AS has_other_hashes,
            settlement.batch_hash($1, batch.first_entry, batch.last_entry, batch.previous_hash)
              <> batch.batch_hash AS is_changed,
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
 WHERE chain.is_changed
 UNION ALL
SELECT 'hashes_changed', chain.first_entry,
       'the hashes that the batch keeps of its entries, ' || chain.first_entry || ' to '
       || chain.last_entry || ', are not those that made its own'
  FROM chain
 WHERE chain.has_other_hashes
 UNION ALL
SELECT 'entry_changed', changed.entry_no, 'the entry is not the one that was posted'
  FROM chain
 CROSS JOIN LATERAL settlement.changed_entries($1, chain.first_entry) AS changed (entry_no)
 WHERE chain.is_changed
 UNION ALL
SELECT 'entry_unsound', flaws.entry_no, 'the entry ' || flaws.flaw
  FROM chain
 CROSS JOIN LATERAL settlement.batch_flaws($1, chain.first_entry, chain.last_entry) AS flaws
 UNION ALL
SELECT 'entry_outside', entry.entry_no, 'the entry belongs to no batch'
  FROM settlement.journal_entry AS entry
 WHERE entry.site = $1
   AND coalesce((
       SELECT batch.last_entry
         FROM settlement.journal_batch AS batch
        WHERE batch.site = $1
          AND batch.first_entry <= entry.entry_no
        ORDER BY batch.first_entry DESC
        LIMIT 1), 0) < entry.entry_no
 ORDER BY entry_no, code
