-- The hashes of the lines that something happened to beside the order, as facts/join_marked_company
-- looks for them; a line may have several. Read through COPY, which takes no parameters:
--   settled.horizon  timestamptz  what was refunded before it has happened
SELECT hashtext(supervision.line_id) AS hash
  FROM marketplace.supervision AS supervision
 WHERE supervision.completed_at IS NOT NULL
 UNION ALL
SELECT hashtext(refund.line_id)
  FROM marketplace.refund AS refund
 WHERE refund.status = 'completed'
   AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz)
