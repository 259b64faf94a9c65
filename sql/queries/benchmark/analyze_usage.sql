-- Gathers statistics of what usage is read with, and marks every row as committed.
VACUUM (ANALYZE) marketplace.usage_record, marketplace.instance, marketplace.package
