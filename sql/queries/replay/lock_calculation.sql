-- Says for as long as the session lasts that a calculation is under way; false when another says so.
--   $1 calculation_no integer
SELECT pg_try_advisory_lock(hashtextextended('scratch ' || $1::integer::text, 0))
