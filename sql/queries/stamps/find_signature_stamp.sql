-- The time stamp of an original's signature.
--   $1 invoice_id text
-- Returns 0 or 1 row: token, digest of the file with it, authority, stamped_at.
SELECT stamp.token, stamp.digest, stamp.authority, stamp.stamped_at
  FROM settlement.signature_stamp AS stamp
 WHERE stamp.invoice_id = $1
