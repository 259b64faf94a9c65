-- Sealed statements that the platform is to invoice in the partner's name, earlier months first:
-- those that wait for an invoice, and those that pay nothing while no later one is sealed. The
-- agreement that counts on the day of the seal must not have ended before it.
--   $1 run_no integer (0: all)   $2 site text ('': all)   $3 partner_id text ('': all)
--   $4 as_if_at text ('': what waits now; else also what is to wait, with plans as if they were sealed then)
-- Returns statement_id.
SELECT statement.statement_id
  FROM settlement.self_billing_series AS series
  JOIN settlement.statement AS statement ON statement.partner_id = series.partner_id
  JOIN settlement.run AS run ON run.run_no = statement.run_no
 CROSS JOIN LATERAL (
       SELECT (coalesce(run.sealed_at, nullif($4, '')::timestamptz) AT TIME ZONE INTERVAL '08:00')::date AS day) AS seal
 CROSS JOIN LATERAL (
       SELECT agreement.valid_until
         FROM settlement.self_billing_agreement AS agreement
        WHERE agreement.partner_id = statement.partner_id
          AND agreement.valid_from <= seal.day
        ORDER BY agreement.valid_from DESC, agreement.agreement_no DESC
        LIMIT 1) AS agreed
 WHERE (run.state = 'sealed'
        OR ($4 <> '' AND run.state IN ('draft', 'in_review', 'approved')))
   AND ($1::integer = 0 OR run.run_no = $1::integer)
   AND ($2 = '' OR statement.site = $2)
   AND ($3 = '' OR statement.partner_id = $3)
   AND (statement.site <> 'cn' OR statement.tab <> 'general')
   AND (agreed.valid_until IS NULL OR agreed.valid_until >= seal.day)
   AND (statement.state = 'pending_invoice'
        OR ($4 <> '' AND statement.state IN ('planned', 'pending_countersign', 'countersigning'))
        OR (statement.state = 'settled_zero'
            AND NOT EXISTS (
                SELECT
                  FROM settlement.statement AS later
                  JOIN settlement.run AS later_run ON later_run.run_no = later.run_no
                 WHERE later.partner_id = statement.partner_id
                   AND later.tab = statement.tab
                   AND later.currency = statement.currency
                   AND later.period > statement.period
                   AND later_run.state = 'sealed')))
   AND NOT EXISTS (
       SELECT FROM settlement.invoice AS invoice
        WHERE invoice.statement_ids = statement.statement_id
          AND invoice.agreement_no IS NOT NULL)
 ORDER BY statement.period, statement.statement_id
