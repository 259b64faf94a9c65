-- Whether a run found usage lines that were open, and so could bill some.
--   $1 run_no integer
SELECT EXISTS (
       SELECT 1
         FROM settlement.usage_open AS found
        WHERE found.run_no = $1::integer)
