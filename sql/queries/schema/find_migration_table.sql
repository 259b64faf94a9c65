-- Whether any migration was ever applied.
SELECT to_regclass('settlement.migration') IS NOT NULL
