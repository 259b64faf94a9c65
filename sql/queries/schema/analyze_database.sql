-- Statistics of every table, which a restore does not bring along.
ANALYZE
