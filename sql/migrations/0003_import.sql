-- How imported files get into `marketplace`: rows are staged in temporary tables, compared with what
-- is known, held against each other, and merged as whole sets, all in one transaction.
--
-- One function serves all tables, hence EXECUTE: relations and columns come from the caller, who has
-- compared them with the contract, and are quoted as identifiers. `staged_X` holds the rows of X.csv
-- with the line each begins on; `import_finding` what is wrong with them; `import_change` the rows
-- whose key is known with other content. All three are gone with the transaction.

-- Makes the staging tables of every relation, and keeps other writers off those that have a file.
CREATE FUNCTION settlement.open_import(relations text[], written text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE relation text;
BEGIN
  PERFORM set_config('work_mem', '256MB', true), set_config('maintenance_work_mem', '256MB', true);
  CREATE TEMPORARY TABLE import_finding (
    relation     text NOT NULL COLLATE "C",
    import_line  bigint NOT NULL,
    column_name  text,
    reason       text NOT NULL,
    remedy       text NOT NULL) ON COMMIT DROP;
  CREATE TEMPORARY TABLE import_change (
    relation     text NOT NULL COLLATE "C",
    import_line  bigint NOT NULL,
    was          jsonb NOT NULL,
    becomes      jsonb NOT NULL,
    changed      text[] NOT NULL,
    is_sealed    boolean NOT NULL DEFAULT false) ON COMMIT DROP;
  FOREACH relation IN ARRAY relations LOOP
    EXECUTE format('CREATE TEMPORARY TABLE %I (import_line bigint NOT NULL, LIKE marketplace.%I) '
                   'ON COMMIT DROP', 'staged_' || relation, relation);
  END LOOP;
  FOREACH relation IN ARRAY written LOOP
    EXECUTE format('LOCK TABLE marketplace.%I IN SHARE ROW EXCLUSIVE MODE', relation);
  END LOOP;
END $$;

-- `prefix.a, prefix.b`, for the columns of a statement that is put together.
CREATE FUNCTION settlement.column_list(prefix text, columns text[]) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (SELECT string_agg(format('%s%I', prefix, named.name), ', ' ORDER BY named.place)
          FROM unnest(columns) WITH ORDINALITY AS named (name, place));

-- Takes the rows with a finding out of the staging table of a relation.
CREATE FUNCTION settlement.unstage_rejected(relation text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DELETE FROM pg_temp.%I AS staged USING pg_temp.import_finding AS finding '
                 'WHERE finding.relation = %L AND finding.import_line = staged.import_line',
                 'staged_' || relation, relation);
END $$;

CREATE FUNCTION settlement.is_empty(relation text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE answer boolean;
BEGIN
  EXECUTE format('SELECT NOT EXISTS (SELECT FROM marketplace.%I)', relation) INTO answer;
  RETURN answer;
END $$;

-- Rejects every row whose key stands in the file more than once: which one is meant, nobody knows.
--   With may_trust a relation that has no rows yet is left to its primary key: the merge fails
--   where it has duplicates, which costs nothing where it has none.
CREATE FUNCTION settlement.reject_duplicates(relation text, keys text[], may_trust boolean)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE rejected bigint;
BEGIN
  -- How many rows there are is all that the plans below depend on.
  EXECUTE format('ANALYZE pg_temp.%I (%s)', 'staged_' || relation,
                 settlement.column_list('', keys));
  IF may_trust AND settlement.is_empty(relation) THEN
    RETURN 0;
  END IF;
  EXECUTE format($sql$
    INSERT INTO pg_temp.import_finding
    SELECT %1$L, staged.import_line, %2$L,
           'the key ' || left(concat_ws('/', %3$s), 200) || ' is also on line '
           || CASE WHEN staged.import_line = doubled.first THEN doubled.last ELSE doubled.first END,
           'keep one of the rows'
      FROM (SELECT %4$s, min(import_line) AS first, max(import_line) AS last
              FROM pg_temp.%5$I
             GROUP BY %4$s
            HAVING count(*) > 1) AS doubled
      JOIN pg_temp.%5$I AS staged USING (%4$s)$sql$,
    relation, keys[1], settlement.column_list('staged.', keys), settlement.column_list('', keys),
    'staged_' || relation);
  GET DIAGNOSTICS rejected = ROW_COUNT;
  IF rejected > 0 THEN
    PERFORM settlement.unstage_rejected(relation);
  END IF;
  RETURN rejected;
END $$;

-- Notes the rows whose key is known with other content.
CREATE FUNCTION settlement.note_changes(relation text, keys text[], columns text[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE changes bigint;
BEGIN
  IF settlement.is_empty(relation) THEN
    RETURN 0;
  END IF;
  EXECUTE format($sql$
    INSERT INTO pg_temp.import_change (relation, import_line, was, becomes, changed)
    SELECT %1$L, altered.import_line, altered.was, altered.becomes,
           ARRAY(SELECT named.name
                   FROM unnest(%2$L::text[]) WITH ORDINALITY AS named (name, place)
                  WHERE altered.was -> named.name IS DISTINCT FROM altered.becomes -> named.name
                  ORDER BY named.place)
      FROM (SELECT staged.import_line, to_jsonb(known) AS was, to_jsonb(staged) AS becomes
              FROM pg_temp.%3$I AS staged
              JOIN marketplace.%4$I AS known USING (%5$s)
             WHERE ROW (%6$s) IS DISTINCT FROM ROW (%7$s)) AS altered$sql$,
    relation, columns, 'staged_' || relation, relation, settlement.column_list('', keys),
    settlement.column_list('staged.', columns), settlement.column_list('known.', columns));
  GET DIAGNOSTICS changes = ROW_COUNT;
  RETURN changes;
END $$;

-- Marks the changes of what a sealed statement used.
--   A fact is used when a sealed line settles it, or rests on it: the original of a refund, the
--   supervision that opened its gate, the repayment of its month. Of terms, partners and products
--   only what an amount, a payee or a statement depends on is closed; names and addresses are not,
--   since a statement keeps its own copy. Terms may still be ended after the last month that used
--   them, and so they are.
CREATE FUNCTION settlement.mark_sealed_changes() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A month that is sealed meanwhile must not use what is being replaced.
  LOCK TABLE settlement.run IN SHARE MODE;

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
          AND EXISTS (SELECT FROM settlement.line AS billed
                       WHERE billed.source_id = change.was ->> 'refund_id'
                         AND billed.source_kind = 1))
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
    FROM (SELECT used.terms_id,
                 max(make_timestamptz(run.period / 100, run.period % 100, 1, 0, 0, 0, 'UTC')
                     + interval '1 month' - interval '8 hours') AS cutoff
            FROM settlement.run_terms AS used
            JOIN settlement.run AS run ON run.run_no = used.run_no
           WHERE run.state = 'sealed'
           GROUP BY used.terms_id) AS used
   WHERE change.relation = 'product_terms'
     AND used.terms_id = change.was ->> 'terms_id'
     AND NOT (change.changed = ARRAY['valid_to']
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
END $$;

-- Rejects the changes that may not be made; with may_replace only those of what is sealed.
CREATE FUNCTION settlement.reject_changes(may_replace boolean) RETURNS bigint
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
         CASE WHEN refused.is_sealed THEN 'a sealed statement used this row: '
              ELSE 'the key is known with other content: ' END
         || coalesce('"' || left(refused.becomes ->> refused.changed[1], 60) || '"', 'empty')
         || ' here, '
         || coalesce('"' || left(refused.was ->> refused.changed[1], 60) || '"', 'empty')
         || ' in the database'
         || CASE WHEN cardinality(refused.changed) = 1 THEN ''
                 ELSE ', and so are other columns: '
                      || array_to_string(refused.changed[2:], ', ') END,
         CASE WHEN refused.is_sealed
              THEN 'restore the row; a sealed month is corrected by an adjustment'
              ELSE 'restore the row, or give --replace if the new content is right' END
    FROM refused;
  GET DIAGNOSTICS rejected = ROW_COUNT;
  FOR relation IN SELECT DISTINCT finding.relation FROM pg_temp.import_finding AS finding LOOP
    PERFORM settlement.unstage_rejected(relation);
  END LOOP;
  RETURN rejected;
END $$;

-- Rejects rows that refer to nothing, and groups of rows that make no sense together, until no row
-- depends on one that was rejected.
--   An order line that names an unknown offer or voucher, and usage of an unknown instance, are no
--   findings: a run reports them (rules 9.4 and 4.1).
CREATE FUNCTION settlement.reject_dangling() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  reference record;
  rejected bigint;
  total bigint := 0;
  pass bigint;
BEGIN
  LOOP
    pass := settlement.reject_broken_groups();
    FOR reference IN
      SELECT design.relation, design.attribute, design.target, design.noun,
             CASE design.target
                  WHEN 'partner' THEN 'partner_id'
                  WHEN 'product' THEN 'product_id'
                  WHEN 'customer' THEN 'customer_id'
                  WHEN 'tier_policy' THEN 'tier_policy_id'
                  WHEN 'offer' THEN 'offer_id'
                  WHEN 'order_line' THEN 'line_id'
                  WHEN 'price_plan' THEN 'price_plan_id'
                  WHEN 'instance' THEN 'instance_id'
                  WHEN 'incentive_policy' THEN 'policy_id'
             END AS target_key
        FROM (VALUES
          ('customer', 'csp_id', 'partner', 'partner'),
          ('product', 'merchant_id', 'partner', 'partner'),
          ('product_terms', 'product_id', 'product', 'product'),
          ('product_terms', 'tier_policy_id', 'tier_policy', 'tier policy'),
          ('csp_terms', 'csp_id', 'partner', 'partner'),
          ('csp_terms', 'product_id', 'product', 'product'),
          ('offer', 'merchant_id', 'partner', 'partner'),
          ('offer_customer', 'offer_id', 'offer', 'offer'),
          ('offer_customer', 'customer_id', 'customer', 'customer'),
          ('offer_item', 'offer_id', 'offer', 'offer'),
          ('offer_item', 'product_id', 'product', 'product'),
          ('voucher', 'merchant_id', 'partner', 'partner'),
          ('order_line', 'customer_id', 'customer', 'customer'),
          ('order_line', 'product_id', 'product', 'product'),
          ('order_line', 'csp_id', 'partner', 'partner'),
          ('order_line', 'operator_id', 'partner', 'partner'),
          ('supervision', 'line_id', 'order_line', 'order line'),
          ('repayment', 'customer_id', 'customer', 'customer'),
          ('refund', 'line_id', 'order_line', 'order line'),
          ('price_band', 'price_plan_id', 'price_plan', 'price plan'),
          ('instance', 'line_id', 'order_line', 'order line'),
          ('instance', 'product_id', 'product', 'product'),
          ('instance', 'customer_id', 'customer', 'customer'),
          ('instance', 'price_plan_id', 'price_plan', 'price plan'),
          ('package', 'instance_id', 'instance', 'instance'),
          ('incentive_policy', 'partner_id', 'partner', 'partner'),
          ('incentive_policy', 'product_id', 'product', 'product'),
          ('incentive_band', 'policy_id', 'incentive_policy', 'incentive policy')
        ) AS design (relation, attribute, target, noun)
    LOOP
      EXECUTE format($sql$
        INSERT INTO pg_temp.import_finding
        SELECT %1$L, staged.import_line, %2$L,
               'there is no %3$s "' || left(staged.%2$I, 60) || '"',
               'add the %3$s to %4$s.csv or correct the id'
          FROM pg_temp.%5$I AS staged
         WHERE staged.%2$I IS NOT NULL
           AND NOT EXISTS (SELECT FROM pg_temp.%6$I AS beside
                            WHERE beside.%7$I = staged.%2$I)
           AND NOT EXISTS (SELECT FROM marketplace.%4$I AS known
                            WHERE known.%7$I = staged.%2$I)$sql$,
        reference.relation, reference.attribute, reference.noun, reference.target,
        'staged_' || reference.relation, 'staged_' || reference.target, reference.target_key);
      GET DIAGNOSTICS rejected = ROW_COUNT;
      IF rejected > 0 THEN
        PERFORM settlement.unstage_rejected(reference.relation);
        pass := pass + rejected;
      END IF;
    END LOOP;
    total := total + pass;
    EXIT WHEN pass = 0;
  END LOOP;
  RETURN total;
END $$;

-- Rejects the rows of price plans whose bands do not cover every value from zero on (rule 4.5) and
-- of tier policies that name several base fees (rule 5.7): half of such a group is no better.
CREATE FUNCTION settlement.reject_broken_groups() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  rejected bigint;
  total bigint := 0;
BEGIN
  IF EXISTS (SELECT FROM pg_temp.staged_tier_policy) THEN
    INSERT INTO pg_temp.import_finding
    SELECT 'tier_policy', staged.import_line, 'base_fee_rate',
           'the bands of policy ' || staged.tier_policy_id || ' name the base fees '
           || mixed.least_fee || ' and ' || mixed.greatest_fee,
           'give every band of the policy the same base fee'
      FROM pg_temp.staged_tier_policy AS staged
      JOIN (SELECT band.tier_policy_id, min(band.base_fee_rate) AS least_fee,
                   max(band.base_fee_rate) AS greatest_fee
              FROM (SELECT beside.tier_policy_id, beside.base_fee_rate
                      FROM pg_temp.staged_tier_policy AS beside
                     UNION ALL
                    SELECT known.tier_policy_id, known.base_fee_rate
                      FROM marketplace.tier_policy AS known
                     WHERE NOT EXISTS (SELECT FROM pg_temp.staged_tier_policy AS beside
                                        WHERE beside.tier_policy_id = known.tier_policy_id
                                          AND beside.from_amount = known.from_amount)) AS band
             GROUP BY band.tier_policy_id
            HAVING min(band.base_fee_rate) <> max(band.base_fee_rate)) AS mixed
        ON mixed.tier_policy_id = staged.tier_policy_id;
    GET DIAGNOSTICS rejected = ROW_COUNT;
    total := total + rejected;
    PERFORM settlement.unstage_rejected('tier_policy');
  END IF;
  IF EXISTS (SELECT FROM pg_temp.staged_price_band) OR EXISTS (SELECT FROM pg_temp.staged_price_plan)
  THEN
    INSERT INTO pg_temp.import_finding
    SELECT 'price_band', staged.import_line, 'up_to', broken.reason,
           'let up_to rise from band to band and leave it empty in the last one only'
      FROM pg_temp.staged_price_band AS staged
      JOIN (SELECT DISTINCT ON (sequence.price_plan_id) sequence.price_plan_id,
                   'plan ' || sequence.price_plan_id || ', band ' || sequence.band
                   || CASE WHEN sequence.up_to IS NULL THEN ' is unbounded and not the last'
                           WHEN sequence.up_to <= sequence.previous
                           THEN ' does not reach beyond the one before'
                           ELSE ' is the last and bounded' END AS reason
              FROM (SELECT band.price_plan_id, band.band, band.up_to,
                           coalesce(lag(band.up_to) OVER earlier, 0) AS previous,
                           lead(band.band) OVER earlier IS NULL AS is_last
                      FROM (SELECT beside.price_plan_id, beside.band, beside.up_to
                              FROM pg_temp.staged_price_band AS beside
                             UNION ALL
                            SELECT known.price_plan_id, known.band, known.up_to
                              FROM marketplace.price_band AS known
                             WHERE NOT EXISTS (SELECT FROM pg_temp.staged_price_band AS beside
                                                WHERE beside.price_plan_id = known.price_plan_id
                                                  AND beside.band = known.band)) AS band
                    WINDOW earlier AS (PARTITION BY band.price_plan_id ORDER BY band.band)
                   ) AS sequence
             WHERE (sequence.up_to IS NULL) <> sequence.is_last
                OR sequence.up_to <= sequence.previous
             ORDER BY sequence.price_plan_id, sequence.band) AS broken
        ON broken.price_plan_id = staged.price_plan_id;
    GET DIAGNOSTICS rejected = ROW_COUNT;
    total := total + rejected;
    PERFORM settlement.unstage_rejected('price_band');

    INSERT INTO pg_temp.import_finding
    SELECT 'price_plan', staged.import_line, 'price_plan_id',
           'plan ' || staged.price_plan_id || ' has no price band',
           'add its bands to price_band.csv'
      FROM pg_temp.staged_price_plan AS staged
     WHERE NOT EXISTS (SELECT FROM pg_temp.staged_price_band AS beside
                        WHERE beside.price_plan_id = staged.price_plan_id)
       AND NOT EXISTS (SELECT FROM marketplace.price_band AS known
                        WHERE known.price_plan_id = staged.price_plan_id);
    GET DIAGNOSTICS rejected = ROW_COUNT;
    total := total + rejected;
    PERFORM settlement.unstage_rejected('price_plan');
  END IF;
  RETURN total;
END $$;

-- Takes the staged rows over: new keys are inserted, changes that were not rejected are made.
-- Returns how many rows were new, replaced, and known as they are.
CREATE FUNCTION settlement.merge_staged(
  relation text, keys text[], columns text[],
  OUT inserted bigint, OUT replaced bigint, OUT unchanged bigint)
LANGUAGE plpgsql AS $$
DECLARE
  staged bigint;
  is_new text := '';
BEGIN
  IF NOT settlement.is_empty(relation) THEN
    is_new := format('WHERE NOT EXISTS (SELECT FROM marketplace.%I AS known WHERE (%s) = (%s))',
                     relation, settlement.column_list('known.', keys),
                     settlement.column_list('staged.', keys));
  END IF;
  EXECUTE format('SELECT count(*) FROM pg_temp.%I', 'staged_' || relation) INTO staged;
  EXECUTE format('INSERT INTO marketplace.%I (%s) SELECT %s FROM pg_temp.%I AS staged %s',
                 relation, settlement.column_list('', columns),
                 settlement.column_list('staged.', columns), 'staged_' || relation, is_new);
  GET DIAGNOSTICS inserted = ROW_COUNT;
  EXECUTE format($sql$
    UPDATE marketplace.%1$I AS known
       SET (%2$s) = ROW (%3$s)
      FROM pg_temp.%4$I AS staged
      JOIN pg_temp.import_change AS change
        ON change.relation = %1$L
       AND change.import_line = staged.import_line
     WHERE (%5$s) = (%6$s)$sql$,
    relation, settlement.column_list('', columns), settlement.column_list('staged.', columns),
    'staged_' || relation, settlement.column_list('known.', keys),
    settlement.column_list('staged.', keys));
  GET DIAGNOSTICS replaced = ROW_COUNT;
  unchanged := staged - inserted - replaced;
  -- A run that follows at once must not plan by the statistics of an empty table.
  IF inserted > 1000
     AND inserted * 10 > (SELECT known.reltuples
                            FROM pg_catalog.pg_class AS known
                           WHERE known.oid = format('marketplace.%I', relation)::regclass)
  THEN
    EXECUTE format('ANALYZE marketplace.%I', relation);
  END IF;
END $$;

-- What is wrong with the rows of a relation, a page at a time.
CREATE FUNCTION settlement.list_import_findings(of_relation text, after_line bigint, page integer)
RETURNS TABLE (import_line bigint, column_name text, reason text, remedy text)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT finding.import_line, finding.column_name, finding.reason, finding.remedy
    FROM pg_temp.import_finding AS finding
   WHERE finding.relation = of_relation AND finding.import_line > after_line
   ORDER BY finding.import_line
   FETCH FIRST page ROWS WITH TIES;
END $$;

-- How many findings and rejected rows each relation has.
CREATE FUNCTION settlement.count_import_findings()
RETURNS TABLE (relation text, findings bigint, rejected bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT finding.relation, count(*), count(DISTINCT finding.import_line)
    FROM pg_temp.import_finding AS finding
   GROUP BY finding.relation
   ORDER BY finding.relation;
END $$;

-- Terms of this import that overlap others. Nothing is refused: the latest valid_from counts, then
-- the greatest id (rule 10, 3.2). Terms of one product beside a provider's general ones do not
-- overlap (rule 5.8).
CREATE FUNCTION settlement.list_import_warnings(page integer)
RETURNS TABLE (relation text, import_line bigint, column_name text, reason text, remedy text)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT overlap.relation, overlap.import_line, 'valid_from',
         overlap.owner || ' has the terms ' || overlap.earlier
         || ' in force at the same time; from ' || to_char(
            overlap.valid_from AT TIME ZONE 'UTC' + interval '8 hours',
            'YYYY-MM-DD"T"HH24:MI:SS"+08:00"') || ' on ' || overlap.later || ' counts',
         'let valid_to of ' || overlap.earlier || ' be this instant, if that is meant'
    FROM (SELECT 'product_terms' AS relation,
                 coalesce(staged_later.import_line, staged_earlier.import_line) AS import_line,
                 'product ' || later.product_id AS owner, later.terms_id AS later,
                 earlier.terms_id AS earlier, later.valid_from
            FROM marketplace.product_terms AS later
            JOIN marketplace.product_terms AS earlier
              ON earlier.product_id = later.product_id
             AND (earlier.valid_from, earlier.terms_id) < (later.valid_from, later.terms_id)
             AND tstzrange(earlier.valid_from, earlier.valid_to)
                 && tstzrange(later.valid_from, later.valid_to)
            LEFT JOIN pg_temp.staged_product_terms AS staged_later
              ON staged_later.terms_id = later.terms_id
            LEFT JOIN pg_temp.staged_product_terms AS staged_earlier
              ON staged_earlier.terms_id = earlier.terms_id
           UNION ALL
          SELECT 'csp_terms', coalesce(staged_later.import_line, staged_earlier.import_line),
                 'provider ' || later.csp_id || coalesce(' for product ' || later.product_id, ''),
                 later.csp_terms_id, earlier.csp_terms_id, later.valid_from
            FROM marketplace.csp_terms AS later
            JOIN marketplace.csp_terms AS earlier
              ON earlier.csp_id = later.csp_id
             AND earlier.product_id IS NOT DISTINCT FROM later.product_id
             AND (earlier.valid_from, earlier.csp_terms_id) < (later.valid_from, later.csp_terms_id)
             AND tstzrange(earlier.valid_from, earlier.valid_to)
                 && tstzrange(later.valid_from, later.valid_to)
            LEFT JOIN pg_temp.staged_csp_terms AS staged_later
              ON staged_later.csp_terms_id = later.csp_terms_id
            LEFT JOIN pg_temp.staged_csp_terms AS staged_earlier
              ON staged_earlier.csp_terms_id = earlier.csp_terms_id) AS overlap
   WHERE overlap.import_line IS NOT NULL
   ORDER BY overlap.relation DESC, overlap.import_line, overlap.earlier
   LIMIT page;
END $$;
