-- Opens a batch of entries; they follow in the same transaction.
--   $1 site text   $2 first_entry bigint   $3 last_entry bigint   $4 posted_by text
--   $5 posted_at timestamptz   $6 previous_hash bytea (null: the first)   $7 batch_hash bytea
--   $8 entry_hashes bytea  32 bytes an entry, in order
INSERT INTO settlement.journal_batch (site, first_entry, last_entry, posted_by, posted_at,
                                      previous_hash, batch_hash, entry_hashes)
VALUES ($1, $2::bigint, $3::bigint, $4, $5::timestamptz, $6::bytea, $7::bytea, $8::bytea)
