-- Takes from packages what they cover (rule 4.4): what one record takes is not there for the next,
-- so that they are walked, on top of what sealed runs took: records by begin and id, and for each the
-- packages that it may consume by valid_from and id: the one it names, else all of its instance.
-- What remains stays in `rest`. Where a package that stops when exhausted leaves some, that is
-- abnormal (rule 4.1), and nothing remains; a named one stops what it does not cover even where it
-- is not in force.
DO $consume$
DECLARE
  step record;
  last_id bigint := NULL;
  last_instance text := NULL;
  keys text[] := '{}';
  used numeric[] := '{}';
  place integer;
  whole numeric;
  remaining numeric;
  taken numeric;
  is_stopped boolean;
BEGIN
  CREATE TEMPORARY TABLE check_consumed (usage_id bigint, rest numeric) ON COMMIT DROP;
  FOR step IN
    SELECT metered.usage_id, metered.instance_id, metered.rest,
           package.quota, package.stop_when_exhausted, metered.named_package IS NOT NULL AS is_named,
           package.instance_id = metered.instance_id
           AND package.valid_from <= metered.begin_time
           AND (package.valid_to IS NULL OR metered.begin_time < package.valid_to) AS is_in_force,
           package.package_id || ' ' || cycle.starts AS cycle,
           coalesce(counter.quantity, 0) AS carried
      FROM check_usage AS metered
      JOIN (SELECT own.instance_id AS for_instance, NULL::text AS for_name, own.*
              FROM marketplace.package AS own
             UNION ALL
            SELECT NULL, named.package_id, named.*
              FROM marketplace.package AS named) AS package
        ON coalesce(package.for_name, package.for_instance)
           = coalesce(metered.named_package, metered.instance_id)
       AND (package.for_name IS NULL) = (metered.named_package IS NULL)
     CROSS JOIN LATERAL (
           SELECT CASE WHEN package.reset = 'none' THEN date '0001-01-01'
                       ELSE date_trunc(package.reset, metered.begin_time AT TIME ZONE interval '08:00')
                  END::date AS starts) AS cycle
      LEFT JOIN check_counter AS counter
        ON counter.instance_id = metered.instance_id
       AND counter.package_id = package.package_id
       AND counter.cycle_start = cycle.starts
     WHERE metered.has_package
     ORDER BY metered.instance_id, metered.chain_no, metered.begin_time, metered.usage_id,
              package.valid_from, package.package_id COLLATE "C"
  LOOP
    IF step.usage_id IS DISTINCT FROM last_id THEN
      IF is_stopped OR remaining <> whole THEN
        INSERT INTO check_consumed VALUES (last_id, CASE WHEN is_stopped THEN 0 ELSE remaining END);
      END IF;
      IF step.instance_id IS DISTINCT FROM last_instance THEN
        last_instance := step.instance_id;
        keys := '{}';
        used := '{}';
      END IF;
      last_id := step.usage_id;
      whole := step.rest;
      remaining := step.rest;
      is_stopped := false;
    END IF;
    IF step.is_in_force THEN
      place := array_position(keys, step.cycle);
      IF place IS NULL THEN
        keys := keys || step.cycle;
        used := used || step.carried;
        place := cardinality(keys);
      END IF;
      taken := least(remaining, greatest(step.quota - used[place], 0));
      used[place] := used[place] + taken;
      remaining := remaining - taken;
    END IF;
    is_stopped := is_stopped
                  OR (step.stop_when_exhausted AND (step.is_in_force OR step.is_named));
  END LOOP;
  IF is_stopped OR remaining <> whole THEN
    INSERT INTO check_consumed VALUES (last_id, CASE WHEN is_stopped THEN 0 ELSE remaining END);
  END IF;
  ANALYZE check_consumed;
  UPDATE check_usage AS metered
     SET rest = consumed.rest
    FROM check_consumed AS consumed
   WHERE consumed.usage_id = metered.usage_id;
END $consume$
