-- Empties a database that belongs to the benchmark: each size starts from nothing.
DROP SCHEMA IF EXISTS settlement, scratch CASCADE
