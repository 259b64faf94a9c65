-- How long the steps of a close took: from the plan to its submission, to the approval, to the seal.
-- Of each site and period the sealed run counts, else the live one; plans counts every run there was.
--   $1 period  integer  null: all
--   $2 site    text     null: all
-- Returns a row for each run; a step that is not over is null.
WITH chosen AS (
     SELECT DISTINCT ON (run.site, run.period)
            run.run_id, run.site, run.period, run.state, run.planned_at, run.submitted_at,
            run.approved_at, run.sealed_at
       FROM settlement.run AS run
      WHERE run.period = coalesce($1::integer, run.period)
        AND run.site = coalesce($2::text, run.site)
        AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
      ORDER BY run.site, run.period, (run.state = 'sealed') DESC, run.run_no DESC)
SELECT chosen.run_id, chosen.site, chosen.period::text AS period, chosen.state,
       (SELECT count(*)
          FROM settlement.run AS attempt
         WHERE attempt.site = chosen.site
           AND attempt.period = chosen.period) AS plans,
       chosen.planned_at, chosen.submitted_at, chosen.approved_at, chosen.sealed_at,
       round(extract(epoch FROM chosen.submitted_at - chosen.planned_at) / 60) AS plan_minutes,
       round(extract(epoch FROM chosen.approved_at - chosen.submitted_at) / 60) AS review_minutes,
       round(extract(epoch FROM chosen.sealed_at - chosen.approved_at) / 60) AS seal_minutes,
       round(extract(epoch FROM chosen.sealed_at - chosen.planned_at) / 60) AS close_minutes
  FROM chosen
 ORDER BY chosen.period, chosen.site
