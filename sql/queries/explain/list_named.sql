-- What a key that a person typed names, the likeliest first.
--   $1 key text
-- Returns kind: statement, order, refund, adjustment, instance, incentive.
SELECT named.kind
  FROM (SELECT 'statement' AS kind, 1 AS rank
         WHERE EXISTS (
               SELECT FROM settlement.statement AS statement WHERE statement.statement_id = $1)
         UNION ALL
        SELECT 'order', 2
         WHERE EXISTS (SELECT FROM marketplace.order_line AS fact WHERE fact.line_id = $1)
         UNION ALL
        SELECT 'refund', 3
         WHERE EXISTS (SELECT FROM marketplace.refund AS refund WHERE refund.refund_id = $1)
         UNION ALL
        SELECT 'adjustment', 4
         WHERE EXISTS (
               SELECT FROM settlement.adjustment AS adjustment WHERE adjustment.adjustment_id = $1)
         UNION ALL
        SELECT 'instance', 5
         WHERE EXISTS (
               SELECT FROM marketplace.instance AS instance WHERE instance.instance_id = $1)
         UNION ALL
        SELECT 'incentive', 6
         WHERE EXISTS (
               SELECT FROM marketplace.incentive_policy AS policy WHERE policy.policy_id = $1))
       AS named
 ORDER BY named.rank
