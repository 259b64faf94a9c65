-- A table like the one a draft writes, for the bare writing.
CREATE TABLE settlement.benchmark_line (LIKE settlement.draft_line) WITH (autovacuum_enabled = false)
