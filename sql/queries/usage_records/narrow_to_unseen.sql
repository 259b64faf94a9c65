-- Appended to a stream of usage records: those that no sealed run has seen (rule 4.3).
--   settled.seen_up_to timestamptz  the newest as_of of the site's sealed runs
   AND fact.received_at > (SELECT current_setting('settled.seen_up_to')::timestamptz)
