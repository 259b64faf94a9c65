-- Takes from packages what they cover (rule 4.4), record by record: what one takes is not there for
-- the next. Runs one after the other, records by begin and id, packages by valid_from and id.
-- What remains stays in `rest`; a record that stops with an exhausted package has none (rule 4.1).
DO $consume$
DECLARE
  record record;
  package record;
  instance text := NULL;
  cycle text;
  keys text[] := '{}';
  used numeric[] := '{}';
  place integer;
  rest numeric;
  taken numeric;
  stops boolean;
BEGIN
  CREATE TEMPORARY TABLE check_consumed (usage_id bigint, rest numeric) ON COMMIT DROP;
  FOR record IN
    SELECT usage.usage_id, usage.instance_id, usage.begin_time, usage.named_package, usage.rest
      FROM check_usage AS usage
     WHERE usage.has_package
     ORDER BY usage.instance_id, usage.chain_no, usage.begin_time, usage.usage_id
  LOOP
    IF record.instance_id IS DISTINCT FROM instance THEN
      instance := record.instance_id;
      keys := '{}';
      used := '{}';
    END IF;
    rest := record.rest;
    stops := false;
    FOR package IN
      SELECT package.package_id, package.quota, package.reset, package.stop_when_exhausted,
             package.instance_id = record.instance_id
             AND package.valid_from <= record.begin_time
             AND record.begin_time < coalesce(package.valid_to, 'infinity') AS is_in_force
        FROM marketplace.package AS package
       WHERE CASE WHEN record.named_package IS NULL
                  THEN package.instance_id = record.instance_id
                  ELSE package.package_id = record.named_package END
       ORDER BY package.valid_from, package.package_id COLLATE "C"
    LOOP
      IF package.is_in_force THEN
        cycle := package.package_id || ' '
                 || CASE package.reset
                         WHEN 'month' THEN to_char(record.begin_time AT TIME ZONE interval '08:00',
                                                   'YYYYMM')
                         WHEN 'year' THEN to_char(record.begin_time AT TIME ZONE interval '08:00',
                                                  'YYYY')
                         ELSE '' END;
        place := array_position(keys, cycle);
        IF place IS NULL THEN
          keys := keys || cycle;
          used := used || 0::numeric;
          place := cardinality(keys);
        END IF;
        taken := least(rest, package.quota - used[place]);
        used[place] := used[place] + taken;
        rest := rest - taken;
      END IF;
      -- A named package stops what it does not cover, in force or not (rule 4.4).
      stops := stops OR (package.stop_when_exhausted
                         AND (package.is_in_force OR record.named_package IS NOT NULL));
    END LOOP;
    IF stops THEN
      rest := 0;
    END IF;
    IF rest <> record.rest THEN
      INSERT INTO check_consumed VALUES (record.usage_id, rest);
    END IF;
  END LOOP;
  UPDATE check_usage AS usage
     SET rest = consumed.rest
    FROM check_consumed AS consumed
   WHERE consumed.usage_id = usage.usage_id;
END $consume$
