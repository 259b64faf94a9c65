-- Batches that the audit trail says were posted to a site's journal and that the journal has not, or
-- not with that hash, by their first entry. Where numbers were told twice the last event counts.
--   $1 site text
-- Returns first_entry, sentence.
SELECT told.first_entry,
       'event ' || told.event_no || ' of the audit trail says that entries ' || told.first_entry
       || ' to ' || told.last_entry || ' were posted; '
       || CASE WHEN batch.first_entry IS NULL THEN 'there is no such batch'
               ELSE 'the batch has another hash' END
  FROM (SELECT DISTINCT ON (said.part[1]::bigint) said.event_no, said.part[1]::bigint AS first_entry,
               said.part[2]::bigint AS last_entry, said.part[3] AS hash
          FROM (SELECT event.event_no,
                       regexp_match(event.detail,
                         '^entries ([0-9]{1,18}) to ([0-9]{1,18})(?:, hash ([0-9a-f]{64}))?$') AS part
                  FROM settlement.event AS event
                 WHERE event.action = 'entries_posted'
                   AND event.subject = 'journal of ' || $1) AS said
         WHERE said.part IS NOT NULL
         ORDER BY said.part[1]::bigint, said.event_no DESC) AS told
  LEFT JOIN settlement.journal_batch AS batch
    ON batch.site = $1
   AND batch.first_entry = told.first_entry
   AND batch.last_entry = told.last_entry
 WHERE batch.first_entry IS NULL
    OR encode(batch.batch_hash, 'hex') <> told.hash
 ORDER BY told.first_entry
