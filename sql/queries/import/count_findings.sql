-- Counts what the database found wrong, by table.
-- Returns relation, findings, rejected rows.
SELECT finding.relation, finding.findings, finding.rejected
  FROM settlement.count_import_findings() AS finding
