-- Rejects staged rows that refer to nothing, until none does.
-- Returns how many.
SELECT settlement.reject_dangling()
