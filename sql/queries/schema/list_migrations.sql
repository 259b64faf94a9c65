-- The migrations that were applied, in order.
SELECT migration.name, migration.checksum, migration.applied_at
  FROM settlement.migration AS migration
 ORDER BY migration.name COLLATE "C"
