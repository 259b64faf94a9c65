-- Files with answers that fit nothing and that nobody has explained, with those, by file.
-- Returns file_no, content, and of the answers the numbers and the identities in the same order.
SELECT file.file_no, file.content, array_agg(answer.answer_no::bigint ORDER BY answer.answer_no),
       array_agg(answer.identity ORDER BY answer.answer_no)
  FROM settlement.bank_file AS file
  JOIN settlement.payment_answer AS answer ON answer.file_no = file.file_no
 WHERE NOT answer.is_matched
   AND answer.explained_by IS NULL
 GROUP BY file.file_no
 ORDER BY file.file_no
