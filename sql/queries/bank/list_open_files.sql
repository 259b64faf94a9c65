-- Files with entries of which nothing at all is matched yet, with those entries.
SELECT file.content, array_agg(entry.identity ORDER BY entry.entry_no)
  FROM settlement.bank_file AS file
  JOIN settlement.bank_entry AS entry ON entry.file_no = file.file_no
 WHERE EXISTS (
       SELECT FROM settlement.bank_decision AS decision
        WHERE decision.entry_no = entry.entry_no)
   AND NOT EXISTS (
       SELECT FROM settlement.bank_decision AS decision
        WHERE decision.entry_no = entry.entry_no
          AND (decision.remainder <> decision.amount OR decision.explained_by IS NOT NULL))
 GROUP BY file.file_no
 ORDER BY file.file_no
