-- Gathers statistics of what usage is read with.
ANALYZE marketplace.usage_record, marketplace.instance, marketplace.package, marketplace.customer
