-- Keeps runs from being sealed until the import's end: what is replaced must not be sealed meanwhile.
SELECT settlement.hold_runs()
