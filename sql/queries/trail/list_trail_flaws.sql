-- What is wrong with the trail, by event.
--   $1 head bytea (null: none): a hash that was kept elsewhere and must be in the chain
SELECT flaws.event_no, flaws.flaw
  FROM settlement.trail_flaws() AS flaws
 UNION ALL
SELECT 0, 'the head that was kept elsewhere is not in the chain'
 WHERE $1::bytea IS NOT NULL
   AND NOT EXISTS (
       SELECT FROM settlement.event_link AS link WHERE link.link_hash = $1::bytea)
 ORDER BY event_no
