-- Notes a public key with the instant from which it counts; a known one keeps its own.
--   $1 key_id bytea   $2 public_key bytea   $3 counts_from timestamptz
INSERT INTO settlement.seal_key (key_id, public_key, counts_from)
VALUES ($1::bytea, $2::bytea, $3::timestamptz)
    ON CONFLICT (key_id) DO NOTHING
