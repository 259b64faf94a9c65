-- What a sealed month used is never replaced: usage and all that priced it, the terms of providers,
-- and incentives too. Contract 2.

-- Up to when records of an instance were read: those received until then were rated, or put aside as
-- abnormal, once and for all (rule 4.3), whatever their month.
CREATE VIEW settlement.usage_read AS
SELECT instance.instance_id, least(sealed.read_up_to, refused.unseen_since) AS read_up_to
  FROM (SELECT run.site, max(run.as_of) AS read_up_to,
               (array_agg(run.run_no ORDER BY run.chain_no DESC))[1] AS last_run
          FROM settlement.run AS run
         WHERE run.state = 'sealed'
         GROUP BY run.site) AS sealed
  JOIN marketplace.partner AS merchant ON merchant.site = sealed.site
  JOIN marketplace.product AS product ON product.merchant_id = merchant.partner_id
  JOIN marketplace.instance AS instance ON instance.product_id = product.product_id
  LEFT JOIN settlement.usage_refused AS refused
    ON refused.run_no = sealed.last_run
   AND refused.instance_id = instance.instance_id;
COMMENT ON VIEW settlement.usage_read IS
  'Up to which received_at sealed runs have read the records of an instance; none where no run has.';

-- Marks the changes of usage, and of what priced it or let it through, that a sealed run relied on.
--   A record, and a package that something was taken from, are used by the run that read them: what
--   it rated stays, billed or not. Instances, plans, and who the customer and the order say is
--   served are used by a sealed line. An instance may still be closed, and a package ended, where no
--   record that was read would be judged in another way.
CREATE FUNCTION settlement.mark_sealed_usage() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
    FROM settlement.usage_read AS seen
   WHERE change.relation = 'usage_record'
     AND seen.instance_id = change.was ->> 'instance_id'
     AND seen.read_up_to >= (change.was ->> 'received_at')::timestamptz;

  -- Those of unknown instances as well.
  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
   WHERE change.relation = 'usage_record'
     AND EXISTS (SELECT FROM settlement.run AS run
                   JOIN settlement.usage_abnormal AS abnormal ON abnormal.run_no = run.run_no
                  WHERE run.state = 'sealed'
                    AND abnormal.usage_id = (change.was ->> 'usage_id')::bigint);

  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
   WHERE change.relation = 'package'
     AND EXISTS (SELECT FROM settlement.run AS run
                   JOIN settlement.usage_counter AS counter ON counter.run_no = run.run_no
                  WHERE run.state = 'sealed'
                    AND counter.instance_id = change.was ->> 'instance_id'
                    AND counter.package_id = change.was ->> 'package_id')
     AND (change.changed <> '{valid_to}'
          OR EXISTS (SELECT FROM marketplace.usage_record AS fact
                       JOIN settlement.usage_read AS seen
                         ON seen.instance_id = fact.instance_id
                        AND seen.read_up_to >= fact.received_at
                      WHERE fact.instance_id = change.was ->> 'instance_id'
                        AND fact.begin_time
                            >= least((change.was ->> 'valid_to')::timestamptz,
                                     (change.becomes ->> 'valid_to')::timestamptz)
                        AND fact.begin_time
                            < greatest(coalesce(change.was ->> 'valid_to', 'infinity')::timestamptz,
                                       coalesce(change.becomes ->> 'valid_to', 'infinity')
                                       ::timestamptz)));

  WITH touched AS (
       SELECT change.relation, change.import_line, change.was ->> 'instance_id' AS instance_id,
              NULL::integer AS month
         FROM pg_temp.import_change AS change
        WHERE change.relation = 'instance'
          AND (change.changed <> '{closed_at}'
               OR EXISTS (SELECT FROM marketplace.usage_record AS fact
                            JOIN settlement.usage_read AS seen
                              ON seen.instance_id = fact.instance_id
                             AND seen.read_up_to >= fact.received_at
                           WHERE fact.instance_id = change.was ->> 'instance_id'
                             AND fact.end_time
                                 > least((change.was ->> 'closed_at')::timestamptz,
                                         (change.becomes ->> 'closed_at')::timestamptz)
                             AND fact.end_time
                                 <= greatest(coalesce(change.was ->> 'closed_at', 'infinity')
                                             ::timestamptz,
                                             coalesce(change.becomes ->> 'closed_at', 'infinity')
                                             ::timestamptz)))
        UNION ALL
       SELECT change.relation, change.import_line, instance.instance_id, NULL
         FROM pg_temp.import_change AS change
         JOIN marketplace.instance AS instance
           ON instance.price_plan_id = change.was ->> 'price_plan_id'
        WHERE change.relation IN ('price_plan', 'price_band')
        UNION ALL
       SELECT change.relation, change.import_line, instance.instance_id,
              to_char((change.was ->> 'month')::date, 'YYYYMM')::integer
         FROM pg_temp.import_change AS change
         JOIN marketplace.customer AS customer
           ON customer.customer_id = change.was ->> 'customer_id'
          AND customer.postpaid
         JOIN marketplace.instance AS instance ON instance.customer_id = customer.customer_id
        WHERE change.relation = 'repayment'
        UNION ALL
       -- The provider is the order line's where it names one (rule 5.8).
       SELECT change.relation, change.import_line, instance.instance_id, NULL
         FROM pg_temp.import_change AS change
         JOIN marketplace.instance AS instance
           ON instance.customer_id = change.was ->> 'customer_id'
         LEFT JOIN marketplace.order_line AS sold ON sold.line_id = instance.line_id
        WHERE change.relation = 'customer'
          AND ('postpaid' = ANY (change.changed)
               OR 'csp_id' = ANY (change.changed) AND sold.csp_id IS NULL)
        UNION ALL
       SELECT change.relation, change.import_line, instance.instance_id, NULL
         FROM pg_temp.import_change AS change
         JOIN marketplace.instance AS instance ON instance.line_id = change.was ->> 'line_id'
        WHERE change.relation = 'order_line'
          AND change.changed && '{csp_id,operator_id}')
  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
    FROM touched
   WHERE change.relation = touched.relation
     AND change.import_line = touched.import_line
     AND EXISTS (SELECT FROM settlement.run AS run
                   JOIN settlement.usage_open AS found ON found.run_no = run.run_no
                   JOIN settlement.line AS billed
                     ON billed.run_no = found.run_no
                    AND billed.source_id = found.source_id
                    AND billed.source_kind = 2
                  WHERE run.state = 'sealed'
                    AND found.instance_id = touched.instance_id
                    AND (touched.month IS NULL OR found.month = touched.month));
END $$;

-- Marks the changes of what a sealed statement used.
--   A fact is used when a sealed line settles it, or rests on it: the original of a refund, the
--   supervision or the refund that opened its gate, the repayment of its month. Of terms, partners,
--   products and customers only what an amount, a payee or a statement depends on is closed; names
--   and addresses are not, since a statement keeps its own copy. Terms and policies may still be
--   ended after the last month that used them, and so they are.
CREATE OR REPLACE FUNCTION settlement.mark_sealed_changes() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A month that is sealed meanwhile must not use what is being replaced.
  PERFORM settlement.hold_runs();

  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
   WHERE (change.relation IN ('order_line', 'supervision')
          AND (EXISTS (SELECT FROM settlement.line AS billed
                        WHERE billed.source_id = change.was ->> 'line_id'
                          AND billed.source_kind = 0)
               OR EXISTS (SELECT FROM marketplace.refund AS refund
                            JOIN settlement.line AS billed
                              ON billed.source_id = refund.refund_id
                             AND billed.source_kind = 1
                           WHERE refund.line_id = change.was ->> 'line_id')))
      OR (change.relation = 'refund'
          AND (EXISTS (SELECT FROM settlement.line AS billed
                        WHERE billed.source_id = change.was ->> 'refund_id'
                          AND billed.source_kind = 1)
               -- One that exceeds is not billed, and closes the delivery all the same (rule 3.3).
               OR (change.was ->> 'status' = 'completed'
                   AND change.changed && '{line_id,status,completed_at}'
                   AND EXISTS (SELECT FROM settlement.line AS billed
                                WHERE billed.source_id = change.was ->> 'line_id'
                                  AND billed.source_kind = 0
                                  AND billed.ready_at
                                      >= (change.was ->> 'completed_at')::timestamptz))))
      OR (change.relation = 'repayment'
          AND EXISTS (SELECT FROM marketplace.order_line AS fact
                        JOIN settlement.line AS billed
                          ON billed.source_id = fact.line_id
                         AND billed.source_kind = 0
                       WHERE fact.customer_id = change.was ->> 'customer_id'
                         AND fact.credit_amount + fact.cash_coupon_amount > 0
                         AND date_trunc('month', timezone('UTC', fact.paid_at)
                                                 + interval '8 hours')::date
                             = (change.was ->> 'month')::date));

  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
    FROM (SELECT used.relation, used.key, used.id,
                 max(make_timestamptz(run.period / 100, run.period % 100, 1, 0, 0, 0, 'UTC')
                     + interval '1 month' - interval '8 hours') AS cutoff
            FROM (SELECT 'product_terms' AS relation, 'terms_id' AS key, terms.terms_id AS id,
                         terms.run_no
                    FROM settlement.run_terms AS terms
                   UNION ALL
                  SELECT 'csp_terms', 'csp_terms_id', terms.csp_terms_id, terms.run_no
                    FROM settlement.run_payee_terms AS terms
                   UNION ALL
                  SELECT 'incentive_policy', 'policy_id', earned.policy_id, earned.run_no
                    FROM settlement.run_incentive AS earned
                    JOIN settlement.line AS billed
                      ON billed.run_no = earned.run_no
                     AND billed.source_id = earned.source_id
                     AND billed.source_kind = 4) AS used
            JOIN settlement.run AS run ON run.run_no = used.run_no
           WHERE run.state = 'sealed'
           GROUP BY used.relation, used.key, used.id) AS used
   WHERE change.relation = used.relation
     AND change.was ->> used.key = used.id
     AND change.changed <> '{name}'
     AND NOT (change.changed = '{valid_to}'
              AND coalesce((change.was ->> 'valid_to')::timestamptz, 'infinity') >= used.cutoff
              AND coalesce((change.becomes ->> 'valid_to')::timestamptz, 'infinity')
                  >= used.cutoff);

  UPDATE pg_temp.import_change AS change
     SET is_sealed = true
   WHERE (change.relation = 'tier_policy'
          AND EXISTS (SELECT FROM settlement.run_waiver AS used
                        JOIN settlement.run AS run ON run.run_no = used.run_no
                       WHERE run.state = 'sealed'
                         AND used.tier_policy_id = change.was ->> 'tier_policy_id'))
      OR (change.relation = 'incentive_band'
          AND EXISTS (SELECT FROM settlement.run_incentive AS earned
                        JOIN settlement.line AS billed
                          ON billed.run_no = earned.run_no
                         AND billed.source_id = earned.source_id
                         AND billed.source_kind = 4
                       WHERE earned.policy_id = change.was ->> 'policy_id'))
      OR (change.relation = 'product'
          AND change.changed && ARRAY['merchant_id', 'selling_mode', 'supervised', 'tax_rate']
          AND EXISTS (SELECT FROM settlement.run_terms AS used
                        JOIN settlement.run AS run ON run.run_no = used.run_no
                       WHERE run.state = 'sealed'
                         AND used.product_id = change.was ->> 'product_id'))
      OR (change.relation = 'partner'
          AND change.changed && ARRAY['kind', 'site', 'withholding_rate',
                                      'digital_service_tax_rate', 'invoice_tax_rate']
          AND EXISTS (SELECT FROM settlement.statement AS statement
                       WHERE statement.partner_id = change.was ->> 'partner_id'
                         AND statement.state <> 'planned'));

  PERFORM settlement.mark_sealed_usage();
END $$;

-- Rejects the changes that may not be made; with may_replace only those of what is sealed.
CREATE OR REPLACE FUNCTION settlement.reject_changes(may_replace boolean) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  rejected bigint;
  relation text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_temp.import_change) THEN
    RETURN 0;
  END IF;
  PERFORM settlement.mark_sealed_changes();
  WITH refused AS (
       DELETE FROM pg_temp.import_change AS change
        WHERE change.is_sealed OR NOT may_replace
       RETURNING change.relation, change.import_line, change.was, change.becomes, change.changed,
                 change.is_sealed)
  INSERT INTO pg_temp.import_finding
  SELECT refused.relation, refused.import_line, refused.changed[1],
         CASE WHEN NOT refused.is_sealed THEN 'the key is known with other content: '
              WHEN refused.relation IN ('usage_record', 'package')
              THEN 'a sealed run used this row: '
              ELSE 'a sealed statement used this row: ' END
         || coalesce('"' || left(refused.becomes ->> refused.changed[1], 60) || '"', 'empty')
         || ' here, '
         || coalesce('"' || left(refused.was ->> refused.changed[1], 60) || '"', 'empty')
         || ' in the database'
         || CASE WHEN cardinality(refused.changed) = 1 THEN ''
                 ELSE ', and so are other columns: '
                      || array_to_string(refused.changed[2:], ', ') END,
         CASE WHEN NOT refused.is_sealed
              THEN 'restore the row, or give --replace if the new content is right'
              WHEN refused.relation IN ('instance', 'price_plan', 'price_band', 'package',
                                        'csp_terms', 'incentive_policy', 'incentive_band')
              THEN 'restore the row; a sealed month is corrected by an adjustment, and what is to'
                   ' hold from now on needs an id of its own'
              ELSE 'restore the row; a sealed month is corrected by an adjustment' END
    FROM refused;
  GET DIAGNOSTICS rejected = ROW_COUNT;
  FOR relation IN SELECT DISTINCT finding.relation FROM pg_temp.import_finding AS finding LOOP
    PERFORM settlement.unstage_rejected(relation);
  END LOOP;
  RETURN rejected;
END $$;
