-- What waits and what is owed, by its age in days at the cut-off of a month, or now where that is
-- earlier.
--   $1 period  integer      the month; what was billed for a later one still waits in this view
--   $2 site    text         null: all
--   $3 partner text         null: all; the merchant of a fact, the payee of a statement
--   $4 now     timestamptz
-- An order waits from ordered_at, with an amount once it is paid, a refund from its request, usage from
-- its first record; what counts is whether the merchant's line is on a sealed statement. Of usage only
-- what a sealed run has rated is known, and no amount. A statement is owed from the end of its month
-- until it is paid, by the state it has today.
-- Returns a row for each currency and bucket of age.
WITH moment AS (
     SELECT least((make_date($1::integer / 100, $1::integer % 100, 1) + interval '1 month'
                   - interval '8 hours') AT TIME ZONE 'UTC', $4::timestamptz) AS instant),
     waiting AS (
     SELECT fact.currency, 'order' AS kind, fact.ordered_at AS since,
            CASE WHEN fact.paid_at < moment.instant THEN fact.sales_amount - fact.voucher_amount
                 ELSE 0 END AS amount
       FROM marketplace.order_line AS fact
       JOIN marketplace.product AS product ON product.product_id = fact.product_id
       JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
      CROSS JOIN moment
      WHERE NOT fact.trial
        AND fact.ordered_at < moment.instant
        AND merchant.site = coalesce($2::text, merchant.site)
        AND merchant.partner_id = coalesce($3::text, merchant.partner_id)
        AND NOT EXISTS (
            SELECT FROM settlement.line AS billed
              JOIN settlement.run AS run ON run.run_no = billed.run_no
             WHERE billed.source_id = fact.line_id
               AND billed.source_kind = 0
               AND billed.role = 0
               AND run.period <= $1::integer)
      UNION ALL
     SELECT fact.currency, 'refund', refund.requested_at, -refund.paid_refunded
       FROM marketplace.refund AS refund
       JOIN marketplace.order_line AS fact ON fact.line_id = refund.line_id
       JOIN marketplace.product AS product ON product.product_id = fact.product_id
       JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
      CROSS JOIN moment
      WHERE refund.status = 'completed'
        AND NOT fact.trial
        AND refund.completed_at < moment.instant
        AND merchant.site = coalesce($2::text, merchant.site)
        AND merchant.partner_id = coalesce($3::text, merchant.partner_id)
        AND NOT EXISTS (
            SELECT FROM settlement.line AS billed
              JOIN settlement.run AS run ON run.run_no = billed.run_no
             WHERE billed.source_id = refund.refund_id
               AND billed.source_kind = 1
               AND billed.role = 0
               AND run.period <= $1::integer)
      UNION ALL
     SELECT plan.currency, 'usage', min(part.first_begin), NULL
       FROM settlement.usage_part AS part
       JOIN settlement.run AS rated ON rated.run_no = part.run_no
       JOIN marketplace.instance AS instance ON instance.instance_id = part.instance_id
       JOIN marketplace.price_plan AS plan ON plan.price_plan_id = instance.price_plan_id
       JOIN marketplace.product AS product ON product.product_id = instance.product_id
       JOIN marketplace.partner AS merchant ON merchant.partner_id = product.merchant_id
      CROSS JOIN moment
      WHERE rated.state = 'sealed'
        AND rated.period <= $1::integer
        AND part.first_begin < moment.instant
        AND merchant.site = coalesce($2::text, merchant.site)
        AND merchant.partner_id = coalesce($3::text, merchant.partner_id)
        AND NOT EXISTS (
            SELECT FROM settlement.line AS billed
              JOIN settlement.run AS run ON run.run_no = billed.run_no
             WHERE billed.source_id = part.instance_id || '/' || part.month
               AND billed.source_kind = 2
               AND billed.role = 0
               AND run.period <= $1::integer)
      GROUP BY plan.currency, part.instance_id, part.month
      UNION ALL
     SELECT statement.currency, 'statement',
            (make_date(statement.period / 100, statement.period % 100, 1) + interval '1 month'
             - interval '8 hours') AT TIME ZONE 'UTC',
            statement.payable
       FROM settlement.statement AS statement
      WHERE statement.state NOT IN ('planned', 'paid', 'settled_zero')
        AND statement.payable > 0
        AND statement.period <= $1::integer
        AND statement.site = coalesce($2::text, statement.site)
        AND statement.partner_id = coalesce($3::text, statement.partner_id)),
     aged AS (
     SELECT waiting.currency, waiting.kind, waiting.amount,
            floor(extract(epoch FROM moment.instant - waiting.since) / 86400) AS days
       FROM waiting
      CROSS JOIN moment)
SELECT known.currency::text AS currency,
       bucket.name AS age,
       count(*) FILTER (WHERE aged.kind = 'order') AS orders,
       coalesce(sum(aged.amount) FILTER (WHERE aged.kind = 'order'), 0) AS order_amount,
       count(*) FILTER (WHERE aged.kind = 'refund') AS refunds,
       coalesce(sum(aged.amount) FILTER (WHERE aged.kind = 'refund'), 0) AS refund_amount,
       count(*) FILTER (WHERE aged.kind = 'usage') AS usage_months,
       count(*) FILTER (WHERE aged.kind = 'statement') AS statements,
       coalesce(sum(aged.amount) FILTER (WHERE aged.kind = 'statement'), 0) AS statement_amount
  FROM (SELECT DISTINCT aged.currency FROM aged) AS known
 CROSS JOIN (VALUES ('0-30', NULL::integer, 30), ('31-60', 31, 60), ('61-90', 61, 90),
                    ('91+', 91, NULL)) AS bucket (name, least, most)
  LEFT JOIN aged
    ON aged.currency = known.currency
   AND aged.days >= coalesce(bucket.least, aged.days)
   AND aged.days <= coalesce(bucket.most, aged.days)
 GROUP BY known.currency, bucket.name, bucket.least
 ORDER BY known.currency, bucket.least NULLS FIRST
