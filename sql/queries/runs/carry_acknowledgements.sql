-- Takes over what people said about the same exceptions of the last finished draft of the same site
-- and period. What was called resolved and shows again was not resolved: only its assignment stays.
--   $1 run_no integer  the new draft
UPDATE settlement.run_exception AS exception
   SET acknowledged_by = CASE WHEN NOT earlier.is_resolved THEN earlier.acknowledged_by END,
       acknowledged_at = CASE WHEN NOT earlier.is_resolved THEN earlier.acknowledged_at END,
       acknowledgement = CASE WHEN NOT earlier.is_resolved THEN earlier.acknowledgement END,
       assigned_to = earlier.assigned_to,
       assigned_by = earlier.assigned_by
  FROM (SELECT DISTINCT ON (told.code, told.source_kind, told.source_id, told.detail) told.*
          FROM settlement.run_exception AS told
         WHERE told.run_no = (
               SELECT max(replaced.run_no)
                 FROM settlement.run AS replaced
                 JOIN settlement.run AS planned
                   ON planned.site = replaced.site
                  AND planned.period = replaced.period
                WHERE planned.run_no = $1::integer
                  AND replaced.run_no < planned.run_no
                  AND replaced.state = 'discarded'
                  AND replaced.content_hash IS NOT NULL)
         ORDER BY told.code, told.source_kind, told.source_id, told.detail, told.exception_no)
       AS earlier
 WHERE exception.run_no = $1::integer
   AND exception.code = earlier.code
   AND exception.source_kind = earlier.source_kind
   AND exception.source_id = earlier.source_id
   AND exception.detail = earlier.detail
   AND exception.currency IS NOT DISTINCT FROM earlier.currency
   AND exception.amount IS NOT DISTINCT FROM earlier.amount
   AND (earlier.acknowledged_by IS NOT NULL AND NOT earlier.is_resolved
        OR earlier.assigned_to IS NOT NULL)
