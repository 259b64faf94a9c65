-- Streams the usage lines that the last sealed run found open, with what it and the runs before it billed
-- of them, packed as in facts/stream_order_lines; null where nothing. Only of what was billed in part
-- before are lines of earlier runs looked for.
--   settled.last_run integer  the last sealed run of the site
SELECT found.instance_id, found.month, found.number, found.records, found.quantity, found.amount,
       found.first_begin, found.last_received, found.is_late, billed.legs
  FROM settlement.usage_open AS found
  LEFT JOIN LATERAL (
       SELECT string_agg(
                int2send(line.role) || timestamptz_send(line.ready_at) || int8send(line.amount)
                || boolsend(line.tax_amount IS NOT NULL) || int8send(coalesce(line.tax_amount, 0))
                || int8send(line.taxes) || int4send(line.rate) || int4send(line.increment),
                ''::bytea ORDER BY line.role) AS legs
         FROM (SELECT last.role, last.ready_at, last.amount, last.tax_amount, last.taxes, last.rate,
                      last.increment
                 FROM settlement.line AS last
                WHERE last.run_no = (SELECT current_setting('settled.last_run')::integer)
                  AND last.source_kind = 2
                  AND last.source_id = found.source_id
                UNION ALL
               SELECT earlier.role, earlier.ready_at, earlier.amount, earlier.tax_amount,
                      earlier.taxes, earlier.rate, earlier.increment
                 FROM settlement.line AS earlier
                WHERE found.billed <> 0
                  AND earlier.run_no < (SELECT current_setting('settled.last_run')::integer)
                  AND earlier.source_kind = 2
                  AND earlier.source_id = found.source_id) AS line) AS billed ON true
 WHERE found.run_no = (SELECT current_setting('settled.last_run')::integer)
