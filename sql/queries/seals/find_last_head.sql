-- The hash of the last head of a site's chain.
--   $1 site text
-- Returns 0 or 1 row.
SELECT head.head_hash
  FROM settlement.seal_head AS head
 WHERE head.site = $1
 ORDER BY head.chain_no DESC
 LIMIT 1
