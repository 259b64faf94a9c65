-- What sealed runs took from the packages of the usage that is to be rated, and cumulated of it in
-- steps (rules 4.4 and 4.5).
INSERT INTO check_counter (instance_id, package_id, cycle_start, quantity)
SELECT counter.instance_id, counter.package_id, counter.cycle_start, sum(counter.quantity)
  FROM settlement.usage_counter AS counter
  JOIN check_sight AS sight ON sight.run_no = counter.run_no
  JOIN check_run AS checked ON checked.chain_no > sight.chain_no
 WHERE counter.instance_id IN (SELECT usage.instance_id FROM check_usage AS usage)
 GROUP BY counter.instance_id, counter.package_id, counter.cycle_start
