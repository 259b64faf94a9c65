-- What every rating has to do at least: one scan of the records, grouped by instance and month.
-- Returns 1 row: groups.
SELECT count(*) AS groups
  FROM (SELECT fact.instance_id,
               date_trunc('month', timezone('UTC', fact.begin_time) + interval '8 hours') AS month,
               sum(fact.usage_value) AS quantity, count(*) AS records
          FROM marketplace.usage_record AS fact
         GROUP BY fact.instance_id, month
        OFFSET 0) AS usage
