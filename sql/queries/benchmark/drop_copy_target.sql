-- Removes the table of the bare writing.
DROP TABLE IF EXISTS settlement.benchmark_line
