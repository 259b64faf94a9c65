-- Events, newest first.
--   $1 subject text ('': all)   $2 actor text ('': all)   $3 action text ('': all)
--   $4 since timestamptz (null: all)   $5 limit integer
-- Returns link_hash null where the event is not chained yet.
SELECT event.event_no, event.happened_at, event.actor, event.action, event.subject, event.origin,
       event.before_state, event.after_state, event.detail, link.link_hash
  FROM settlement.event AS event
  LEFT JOIN settlement.event_link AS link ON link.event_no = event.event_no
 WHERE ($1 = '' OR event.subject = $1)
   AND ($2 = '' OR event.actor = $2)
   AND ($3 = '' OR event.action = $3)
   AND ($4::timestamptz IS NULL OR event.happened_at >= $4::timestamptz)
 ORDER BY event.event_no DESC
 LIMIT $5::integer
