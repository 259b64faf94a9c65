-- The audit trail: who did what to which object, when, from where, what it was before and after, and
-- why. Events are chained by hash in the order of their commit.

ALTER TABLE settlement.event DISABLE TRIGGER event_never_changes;
ALTER TABLE settlement.event
  ADD COLUMN origin       text NOT NULL DEFAULT concat_ws(
    ' ', coalesce(host(inet_client_addr()), 'local'), session_user,
    nullif(current_setting('application_name'), '')),
  ADD COLUMN before_state text NOT NULL DEFAULT '',
  ADD COLUMN after_state  text NOT NULL DEFAULT '';
UPDATE settlement.event SET origin = '';
ALTER TABLE settlement.event ENABLE ALWAYS TRIGGER event_never_changes;
COMMENT ON TABLE settlement.event IS
  'Who did what to which object, when, from where, and why; chained by settlement.event_link.';
COMMENT ON COLUMN settlement.event.origin IS
  'Address, role and program of the session, as the server knows them; empty before it was recorded.';

CREATE TABLE settlement.event_link (
  link_no   bigint NOT NULL PRIMARY KEY,
  event_no  bigint NOT NULL UNIQUE,
  link_hash bytea NOT NULL,
  CONSTRAINT hash_is_whole CHECK (octet_length(link_hash) = 32));
COMMENT ON TABLE settlement.event_link IS
  'The chain of the trail: each hash is that of the one before and of the event.';

-- Events that are committed or about to be, and not in the chain yet.
CREATE TABLE settlement.event_unlinked (event_no bigint NOT NULL PRIMARY KEY);

CREATE FUNCTION settlement.event_hash(event settlement.event) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(int8send(event.event_no) || int8send((extract(epoch FROM event.happened_at) * 1000000)::bigint)
              || settlement.prefixed(event.actor) || settlement.prefixed(event.action)
              || settlement.prefixed(event.subject) || settlement.prefixed(event.detail)
              || settlement.prefixed(event.origin) || settlement.prefixed(event.before_state)
              || settlement.prefixed(event.after_state));

-- Puts what is not in the chain behind its end. A transaction that sees an older snapshot leaves it
-- to the next one.
CREATE FUNCTION settlement.link_events() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  next_no bigint;
  last_hash bytea;
  unlinked settlement.event;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('settled trail', 0));
  SELECT link.link_no, link.link_hash INTO next_no, last_hash
    FROM settlement.event_link AS link ORDER BY link.link_no DESC LIMIT 1;
  next_no := coalesce(next_no, 0);
  last_hash := coalesce(last_hash, ''::bytea);
  FOR unlinked IN
    SELECT event.*
      FROM settlement.event_unlinked AS waiting
      JOIN settlement.event AS event ON event.event_no = waiting.event_no
     ORDER BY event.event_no
  LOOP
    next_no := next_no + 1;
    last_hash := sha256(last_hash || settlement.event_hash(unlinked));
    INSERT INTO settlement.event_link (link_no, event_no, link_hash)
    VALUES (next_no, unlinked.event_no, last_hash);
    DELETE FROM settlement.event_unlinked AS waiting WHERE waiting.event_no = unlinked.event_no;
  END LOOP;
END $$;

CREATE FUNCTION settlement.await_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO settlement.event_unlinked (event_no) VALUES (NEW.event_no);
  RETURN NULL;
END $$;
CREATE FUNCTION settlement.link_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM settlement.link_events();
  RETURN NULL;
END $$;

INSERT INTO settlement.event_unlinked (event_no) SELECT event.event_no FROM settlement.event AS event;
SELECT settlement.link_events();

CREATE TRIGGER event_awaits_its_link AFTER INSERT ON settlement.event
   FOR EACH ROW EXECUTE FUNCTION settlement.await_link();
CREATE CONSTRAINT TRIGGER event_is_linked AFTER INSERT ON settlement.event
   DEFERRABLE INITIALLY DEFERRED
   FOR EACH ROW EXECUTE FUNCTION settlement.link_at_commit();
CREATE TRIGGER link_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.event_link
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.event
  ENABLE ALWAYS TRIGGER event_awaits_its_link, ENABLE ALWAYS TRIGGER event_is_linked;
ALTER TABLE settlement.event_link ENABLE ALWAYS TRIGGER link_never_changes;

-- What is wrong with the trail: one row each, none when it is sound.
CREATE FUNCTION settlement.trail_flaws()
RETURNS TABLE (event_no bigint, flaw text) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT link.event_no,
         CASE WHEN event.event_no IS NULL THEN 'was deleted'
              WHEN link.link_no <> link.previous_no + 1 THEN 'follows a link that was deleted'
              ELSE 'is not as it was written, or what is chained before it is not' END
    FROM (SELECT each.*, lag(each.link_no, 1, 0::bigint) OVER (ORDER BY each.link_no) AS previous_no,
                 lag(each.link_hash, 1, ''::bytea) OVER (ORDER BY each.link_no) AS previous_hash
            FROM settlement.event_link AS each) AS link
    LEFT JOIN settlement.event AS event ON event.event_no = link.event_no
   WHERE event.event_no IS NULL
      OR link.link_no <> link.previous_no + 1
      OR link.link_hash <> sha256(link.previous_hash || settlement.event_hash(event))
   UNION ALL
  SELECT event.event_no, 'was added behind the chain'
    FROM settlement.event AS event
   WHERE NOT EXISTS (
         SELECT FROM settlement.event_link AS link WHERE link.event_no = event.event_no)
     AND NOT EXISTS (
         SELECT FROM settlement.event_unlinked AS waiting WHERE waiting.event_no = event.event_no)
   UNION ALL
  SELECT waiting.event_no, 'was deleted before it was chained'
    FROM settlement.event_unlinked AS waiting
   WHERE NOT EXISTS (
         SELECT FROM settlement.event AS event WHERE event.event_no = waiting.event_no);
END;
