-- The agreement that a site's partners must have accepted at a cut-off, rule 7.5.
--   $1 site text   $2 cutoff timestamptz
-- Returns 0 or 1 row.
SELECT agreement.agreement_id, agreement.title, agreement.in_force_from
  FROM marketplace.agreement AS agreement
 WHERE agreement.site = $1
   AND agreement.in_force_from <= $2::timestamptz
 ORDER BY agreement.in_force_from DESC, agreement.agreement_id COLLATE "C" DESC
 LIMIT 1
