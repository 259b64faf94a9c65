-- Keeps which file has what an import left out.
--   $1 import_no integer   $2 path text   $3 digest bytea
INSERT INTO settlement.import_rejects (import_no, path, digest)
VALUES ($1::integer, $2, $3::bytea)
