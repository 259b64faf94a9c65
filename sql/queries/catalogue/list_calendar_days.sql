-- The exceptions to Monday to Friday of a site, rule 1.3.
--   $1 site text
SELECT exception.day, exception.working
  FROM marketplace.calendar_day AS exception
 WHERE exception.site = $1
 ORDER BY exception.day
