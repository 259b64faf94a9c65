-- Since when the newest agreement of each site is in force at the cut-off (rule 7.5).
--   $1 cutoff timestamptz
SELECT agreement.site, max(agreement.in_force_from)
  FROM marketplace.agreement AS agreement
 WHERE agreement.in_force_from <= $1::timestamptz
 GROUP BY agreement.site
 ORDER BY agreement.site COLLATE "C"
