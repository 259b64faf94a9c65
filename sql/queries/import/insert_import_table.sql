-- Keeps what became of the rows of one table of an import.
--   $1 import_no integer   $2 relation text   $3 read bigint   $4 inserted bigint   $5 replaced bigint
--   $6 unchanged bigint   $7 left_out bigint
INSERT INTO settlement.import_table (import_no, relation, read, inserted, replaced, unchanged, left_out)
VALUES ($1::integer, $2, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint)
