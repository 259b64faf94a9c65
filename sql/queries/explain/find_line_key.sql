-- What a key that a person typed names: a line of a statement, an order line, or a refund.
--   $1 key text
-- Returns order_line_id, refund_id (null for an order line); order lines first.
SELECT found.order_line_id, found.refund_id
  FROM (SELECT fact.line_id AS order_line_id, NULL::text AS refund_id, 1 AS rank
          FROM marketplace.order_line AS fact
         WHERE fact.line_id = $1
         UNION ALL
        SELECT refund.line_id, refund.refund_id, 2
          FROM marketplace.refund AS refund
         WHERE refund.refund_id = $1) AS found
 ORDER BY found.rank
