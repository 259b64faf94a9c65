-- Forgets that nothing of an entry was matched, before it is decided again.
--   $1 identity text
-- Returns the entry: entry_no.
WITH forgotten AS (
     DELETE FROM settlement.bank_decision AS decision
      USING settlement.bank_entry AS entry
      WHERE entry.identity = $1
        AND decision.entry_no = entry.entry_no)
SELECT entry.entry_no
  FROM settlement.bank_entry AS entry
 WHERE entry.identity = $1
