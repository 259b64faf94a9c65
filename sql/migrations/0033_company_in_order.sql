-- What else happened to an order line, its refunds sorted before they are put together: an aggregate
-- with an order of its own begins a sort for every line, which took more time than all else here.
-- PostgreSQL hands the rows of a sorted subquery to an aggregate in their order; who reads the packed
-- refunds checks it.
CREATE OR REPLACE VIEW settlement.company AS
SELECT happened.line_id,
       max(happened.supervision_completed_at) AS supervision_completed_at,
       string_agg(happened.refund, ''::bytea) AS refunds,
       bool_or(happened.billed_to & 1 = 0) AS has_open_refund,
       bool_or(happened.billed_to & 2 = 0) AS has_refund_open_to_provider,
       bool_or(happened.billed_to & 4 = 0) AS has_refund_open_to_operator
  FROM (SELECT supervision.line_id, supervision.completed_at AS supervision_completed_at,
               NULL::bytea AS refund, NULL::timestamptz AS refunded_at, NULL::text AS refund_id,
               NULL::integer AS billed_to
          FROM marketplace.supervision AS supervision
         WHERE supervision.completed_at IS NOT NULL
         UNION ALL
        SELECT refund.line_id, NULL,
               timestamptz_send(refund.completed_at) || timestamptz_send(refund.requested_at)
               || int8send(refund.paid_refunded) || int8send(refund.voucher_returned)
               || int2send(coalesce(billed.billed_to, 0)::smallint)
               || int2send(octet_length(refund.refund_id)::smallint) || textsend(refund.refund_id),
               refund.completed_at, refund.refund_id COLLATE "C", coalesce(billed.billed_to, 0)
          FROM marketplace.refund AS refund
          LEFT JOIN (
               SELECT line.source_id,
                      bit_or(CASE line.role WHEN 0 THEN 1 WHEN 3 THEN 4 ELSE 2 END) AS billed_to
                 FROM settlement.line AS line
                WHERE line.source_kind = 1
                GROUP BY line.source_id) AS billed ON billed.source_id = refund.refund_id
         WHERE refund.status = 'completed'
           AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz)
         ORDER BY 1, 4, 5)
       AS happened
 GROUP BY happened.line_id;
