import Postgres

/// What is asked while people race, and how a month is taken back for the next round.
enum Statements {
  /// The run of a month: its state, whether its invoices are issued, whether the month is closed,
  /// and whether the job is done.
  static let stand = SQL(
    name: "test/stand",
    text: """
      SELECT run.state,
             EXISTS (SELECT FROM settlement.invoice AS invoice WHERE invoice.run_no = run.run_no),
             EXISTS (
             SELECT FROM settlement.accounting_period AS period
              WHERE period.site = run.site AND period.state = 'closed'),
             EXISTS (
             SELECT FROM settlement.job AS job WHERE job.site = run.site AND job.state = 'done')
        FROM settlement.run AS run
       WHERE run.site = $1
      """)

  /// What there is of a site with one month, each as `count name`, and the hash of its books; of the
  /// trail what came after the last taking back.
  static let counts = SQL(
    name: "test/counts",
    text: """
      WITH sealed AS (
           SELECT run.* FROM settlement.run AS run WHERE run.site = $1 AND run.state = 'sealed')
      SELECT count(*) || ' sealed' FROM sealed
      UNION ALL
      SELECT count(*) || ' runs' FROM settlement.run AS run WHERE run.site = $1
      UNION ALL
      SELECT count(*) || ' heads' FROM settlement.seal_head AS head WHERE head.site = $1
      UNION ALL
      SELECT count(*) || ' statements ' || statement.state
        FROM settlement.statement AS statement
       WHERE statement.site = $1
       GROUP BY statement.state
      UNION ALL
      SELECT count(*) || ' lines' FROM settlement.line AS line
       WHERE line.run_no IN (SELECT sealed.run_no FROM sealed)
      UNION ALL
      SELECT count(*) || ' entries ' || entry.event || ' ' || min(entry.entry_no)
        FROM settlement.journal_entry AS entry
       WHERE entry.site = $1
       GROUP BY entry.event
      UNION ALL
      SELECT count(*) || ' invoices ' || min(invoice.number) || ' to ' || max(invoice.number)
        FROM settlement.invoice AS invoice
       WHERE invoice.site = $1
      HAVING count(*) > 0
      UNION ALL
      SELECT count(*) || ' parties'
        FROM settlement.invoice_party AS party
        JOIN settlement.invoice AS invoice ON invoice.invoice_id = party.invoice_id
       WHERE invoice.site = $1
      HAVING count(*) > 0
      UNION ALL
      SELECT count(*) || ' times ' || event.action
        FROM settlement.event AS event
        JOIN race.mark ON event.event_no > mark.event_no
       WHERE event.action IN ('run_sealed', 'run_approved', 'period_closed')
       GROUP BY event.action
      UNION ALL
      SELECT count(*) || ' jobs ' || job.state
        FROM settlement.job AS job
       WHERE job.site = $1
       GROUP BY job.state
       ORDER BY 1
      """)

  /// Takes a site's only month back to where it was in review or approved: site, whether approved.
  static let takeBack = SQL(name: "test/take_back", text: "SELECT race.take_back($1, $2)")

  /// The way back that there is not: while it goes, the functions of the triggers that refuse it say
  /// nothing, in the same transaction, so that nobody else ever sees them silent.
  static let openWayBack = SQL(
    name: "test/open_way_back",
    text: """
      CREATE SCHEMA race;
      CREATE TABLE race.mark (event_no bigint NOT NULL);
      INSERT INTO race.mark VALUES (0);
      CREATE TABLE race.refusal (function oid NOT NULL, text text NOT NULL);
      INSERT INTO race.refusal
      SELECT acting.oid, pg_get_functiondef(acting.oid)
        FROM pg_proc AS acting
       WHERE acting.pronamespace = 'settlement'::regnamespace
         AND acting.proname IN ('refuse_change', 'refuse_change_of_sealed_run',
                                'refuse_change_of_sealed_statement',
                                'refuse_change_of_closed_period');
      CREATE FUNCTION race.take_back(of_site text, to_approved boolean) RETURNS void
      LANGUAGE plpgsql AS $way$
      DECLARE
        said record;
        taken settlement.run;
      BEGIN
        FOR said IN SELECT refusal.function FROM race.refusal LOOP
          EXECUTE format('CREATE OR REPLACE FUNCTION %s RETURNS trigger LANGUAGE plpgsql AS '
                         '$f$ BEGIN IF TG_OP = ''DELETE'' THEN RETURN OLD; END IF; RETURN NEW; END $f$',
                         said.function::regprocedure);
        END LOOP;
        SELECT run.* INTO taken FROM settlement.run AS run WHERE run.site = of_site;
        IF taken.state = 'sealed' THEN
          EXECUTE format('ALTER TABLE settlement.line DETACH PARTITION settlement.line_%s',
                         taken.run_no);
          EXECUTE format('ALTER TABLE settlement.draft_line ATTACH PARTITION settlement.line_%s '
                         'FOR VALUES IN (%s)', taken.run_no, taken.run_no);
        END IF;
        UPDATE settlement.run AS run
           SET state = CASE WHEN to_approved THEN 'approved' ELSE 'in_review' END,
               approved_by = CASE WHEN to_approved THEN 'chen' END,
               approved_at = CASE WHEN to_approved THEN run.submitted_at END,
               approved_hash = CASE WHEN to_approved THEN run.content_hash END,
               sealed_by = NULL, sealed_at = NULL
         WHERE run.run_no = taken.run_no;
        UPDATE settlement.statement AS statement SET state = 'planned'
         WHERE statement.run_no = taken.run_no;
        DELETE FROM settlement.time_stamp_leaf AS leaf
         USING settlement.time_stamp AS stamp
         WHERE stamp.stamp_no = leaf.stamp_no AND stamp.run_no = taken.run_no;
        DELETE FROM settlement.time_stamp AS stamp WHERE stamp.run_no = taken.run_no;
        DELETE FROM settlement.seal_leaf AS leaf WHERE leaf.run_no = taken.run_no;
        DELETE FROM settlement.seal_head AS head WHERE head.run_no = taken.run_no;
        DELETE FROM settlement.journal_entry AS entry WHERE entry.site = of_site;
        DELETE FROM settlement.journal_batch AS batch WHERE batch.site = of_site;
        DELETE FROM settlement.invoice_party AS party
         USING settlement.invoice AS invoice
         WHERE invoice.invoice_id = party.invoice_id AND invoice.site = of_site;
        DELETE FROM settlement.credited_part AS part
         USING settlement.invoice AS invoice
         WHERE invoice.invoice_id = part.credit_id AND invoice.site = of_site;
        DELETE FROM settlement.invoice_item AS item
         USING settlement.invoice AS invoice
         WHERE invoice.invoice_id = item.invoice_id AND invoice.site = of_site;
        DELETE FROM settlement.number_series AS series
         WHERE series.entity IN (SELECT invoice.entity FROM settlement.invoice AS invoice
                                  WHERE invoice.site = of_site)
            OR series.entity = upper(of_site);
        DELETE FROM settlement.invoice AS invoice WHERE invoice.site = of_site;
        DELETE FROM settlement.accounting_period AS period WHERE period.site = of_site;
        DELETE FROM settlement.job AS job WHERE job.site = of_site;
        UPDATE race.mark SET event_no = (SELECT max(event.event_no) FROM settlement.event AS event);
        FOR said IN SELECT refusal.text FROM race.refusal LOOP EXECUTE said.text; END LOOP;
      END $way$
      """)
}
