-- Keeps runs from being sealed until the import's end: what is replaced must not be sealed meanwhile.
LOCK TABLE settlement.run IN SHARE MODE
