-- Which of these entries are kept already.
--   $1 identities text[]
SELECT entry.identity
  FROM settlement.bank_entry AS entry
 WHERE entry.identity = ANY ($1::text[])
