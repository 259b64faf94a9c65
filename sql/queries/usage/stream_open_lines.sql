-- Streams the usage lines that the last sealed run found open, with the payees that it and the runs
-- before it billed: 1 merchant, 2 provider or reseller, 4 operator.
--   settled.last_run integer  the last sealed run of the site
SELECT found.instance_id, found.month, found.number, found.records, found.quantity, found.amount,
       found.first_begin, found.last_received, found.is_late,
       (found.billed | coalesce(billed.payees, 0))::smallint AS billed
  FROM settlement.usage_open AS found
  LEFT JOIN LATERAL (
       SELECT bit_or(CASE line.role WHEN 0 THEN 1 WHEN 3 THEN 4 ELSE 2 END) AS payees
         FROM settlement.line AS line
        WHERE line.run_no = (SELECT current_setting('settled.last_run')::integer)
          AND line.source_kind = 2
          AND line.source_id = found.source_id) AS billed ON true
 WHERE found.run_no = (SELECT current_setting('settled.last_run')::integer)
