-- Everything that is ours: runs and their lines, statements, documents, jobs, policies.
--
-- Money is bigint minor units; rates are integer millionths, so that no query computes with them.
-- Sealed rows are append-only: triggers that are always enabled refuse to change them.

CREATE SCHEMA IF NOT EXISTS settlement;

-- ── Policies ────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.site_policy (
  site              text NOT NULL COLLATE "C",
  valid_from        date NOT NULL,
  run_day           integer NOT NULL,
  review_days       integer NOT NULL,
  countersign_days  integer NOT NULL,
  invoice_check_days integer NOT NULL,
  payment_days      integer NOT NULL,
  CONSTRAINT one_policy_a_day PRIMARY KEY (site, valid_from),
  CONSTRAINT run_day_is_in_every_month CHECK (run_day BETWEEN 1 AND 28),
  CONSTRAINT days_are_counted CHECK (
    review_days >= 0 AND countersign_days >= 0 AND invoice_check_days >= 0 AND payment_days >= 0));
COMMENT ON TABLE settlement.site_policy IS 'The calendar of a site, rule 8.3: days are working days.';

INSERT INTO settlement.site_policy VALUES
  ('cn',   '2000-01-01', 3, 2, 8, 2, 6),
  ('intl', '2000-01-01', 7, 3, 8, 2, 6),
  ('eu',   '2000-01-01', 7, 3, 8, 2, 6);

CREATE TABLE settlement.statement_minimum (
  site        text NOT NULL COLLATE "C",
  tab         text NOT NULL COLLATE "C",
  valid_from  date NOT NULL,
  currency    character(3) NOT NULL,
  amount      bigint NOT NULL,
  CONSTRAINT one_minimum_a_day PRIMARY KEY (site, tab, currency, valid_from),
  CONSTRAINT minimum_is_not_negative CHECK (amount >= 0));
COMMENT ON TABLE settlement.statement_minimum IS
  'Below this net no statement is made, rule 7.4; keys without a row have no minimum.';

INSERT INTO settlement.statement_minimum VALUES
  ('cn', 'general',  '2000-01-01', 'CNY', 100000),
  ('cn', 'joint',    '2000-01-01', 'CNY', 100000),
  ('cn', 'selected', '2000-01-01', 'CNY', 100000),
  ('cn', 'platform', '2000-01-01', 'CNY', 100000);

CREATE TABLE settlement.issuer (
  site          text NOT NULL COLLATE "C",
  valid_from    date NOT NULL,
  name          text NOT NULL,
  name_zh       text NOT NULL,
  address       text NOT NULL,
  tax_number    text NOT NULL,
  fee_tax_rate  integer NOT NULL,
  CONSTRAINT one_issuer_a_day PRIMARY KEY (site, valid_from),
  CONSTRAINT fee_tax_is_a_rate CHECK (fee_tax_rate BETWEEN 0 AND 999999));
COMMENT ON TABLE settlement.issuer IS
  'Who issues the documents of a site, and the tax on its platform fee in millionths.';

INSERT INTO settlement.issuer VALUES
  ('cn',   '2000-01-01', 'The marketplace', '云商店平台', '', '', 60000),
  ('intl', '2000-01-01', 'The marketplace', '云商店平台', '', '', 0),
  ('eu',   '2000-01-01', 'The marketplace', '云商店平台', '', '', 0);

CREATE TABLE settlement.hold (
  hold_no      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner_id   text NOT NULL COLLATE "C",
  reason       text NOT NULL,
  held_from    timestamptz NOT NULL,
  held_by      text NOT NULL,
  released_at  timestamptz,
  released_by  text,
  CONSTRAINT reason_is_given CHECK (btrim(reason) <> ''),
  CONSTRAINT released_by_someone CHECK ((released_at IS NULL) = (released_by IS NULL)));
COMMENT ON TABLE settlement.hold IS 'Statements of a partner that finance holds back, rule 7.5.';
COMMENT ON COLUMN settlement.hold.released_at IS 'Null while the hold lasts.';

-- ── Runs ────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.run (
  run_no          integer NOT NULL,
  run_id          text NOT NULL COLLATE "C",
  site            text NOT NULL COLLATE "C",
  period          integer NOT NULL,
  as_of           timestamptz NOT NULL,
  state           text NOT NULL,
  -- The place in the site's chain of sealed runs that this run would take: what was billed before
  -- is what the runs below it billed.
  chain_no        integer NOT NULL,
  planned_by      text NOT NULL,
  planned_at      timestamptz NOT NULL,
  engine          text NOT NULL,
  facts_read      bigint NOT NULL DEFAULT 0,
  lines           bigint NOT NULL DEFAULT 0,
  pending         bigint NOT NULL DEFAULT 0,
  rejected        bigint NOT NULL DEFAULT 0,
  content_hash    bytea,
  submitted_by    text,
  submitted_at    timestamptz,
  approved_by     text,
  approved_at     timestamptz,
  approved_hash   bytea,
  sealed_by       text,
  sealed_at       timestamptz,
  closed_reason   text,
  CONSTRAINT run_no_names_one_run PRIMARY KEY (run_no),
  CONSTRAINT run_id_names_one_run UNIQUE (run_id),
  CONSTRAINT state_is_known CHECK (
    state IN ('computing', 'draft', 'in_review', 'approved', 'sealed', 'discarded')),
  CONSTRAINT period_is_a_month CHECK (period % 100 BETWEEN 1 AND 12),
  CONSTRAINT every_fact_is_accounted_for CHECK (facts_read = lines + pending + rejected),
  CONSTRAINT content_is_hashed CHECK (state IN ('computing', 'discarded') OR content_hash IS NOT NULL),
  CONSTRAINT submitted_when_in_review CHECK (
    state NOT IN ('in_review', 'approved', 'sealed') OR submitted_by IS NOT NULL),
  CONSTRAINT approved_by_another_person CHECK (
    state NOT IN ('approved', 'sealed')
    OR (approved_by IS NOT NULL AND approved_by <> submitted_by AND approved_hash = content_hash)),
  CONSTRAINT sealed_by_someone CHECK ((state = 'sealed') = (sealed_at IS NOT NULL)));
COMMENT ON TABLE settlement.run IS 'One execution of settlement for a site and period, rule 8.1.';

CREATE UNIQUE INDEX one_live_run_a_period ON settlement.run (site, period)
 WHERE state IN ('computing', 'draft', 'in_review', 'approved');
CREATE UNIQUE INDEX one_sealed_run_a_period ON settlement.run (site, period) WHERE state = 'sealed';
-- The chain cannot fork: two runs that started from the same past cannot both be sealed, so no fact
-- is billed twice.
CREATE UNIQUE INDEX sealed_runs_form_a_chain ON settlement.run (site, chain_no)
 WHERE state = 'sealed';

CREATE SEQUENCE settlement.run_number AS integer;

-- The terms a run priced with, as they were: a sealed month keeps its own price list.
CREATE TABLE settlement.run_terms (
  run_no        integer NOT NULL REFERENCES settlement.run,
  terms_no      integer NOT NULL,
  terms_id      text NOT NULL COLLATE "C",
  product_id    text NOT NULL COLLATE "C",
  product_name  text NOT NULL,
  share_model   text NOT NULL,
  fee_rate      integer,
  fingerprint   bytea NOT NULL,
  CONSTRAINT terms_no_names_one_version PRIMARY KEY (run_no, terms_no));
COMMENT ON COLUMN settlement.run_terms.fee_rate IS 'Null where the model has no fee.';
COMMENT ON COLUMN settlement.run_terms.fingerprint IS
  'SHA-256 of all that the terms say; part of the digest of each of their lines.';

CREATE TABLE settlement.run_waiver (
  run_no          integer NOT NULL REFERENCES settlement.run,
  product_id      text NOT NULL COLLATE "C",
  tier_policy_id  text NOT NULL COLLATE "C",
  currency        character(3) NOT NULL,
  total           bigint NOT NULL,
  increment       integer NOT NULL,
  CONSTRAINT one_waiver_a_product PRIMARY KEY (run_no, product_id, tier_policy_id, currency));
COMMENT ON TABLE settlement.run_waiver IS 'X of rule 5.7 and the increment it earned, millionths.';

-- Facts on no statement, counted by all their reasons together.
CREATE TABLE settlement.run_pending (
  run_no      integer NOT NULL REFERENCES settlement.run,
  partner_id  text NOT NULL COLLATE "C",
  tab         text NOT NULL COLLATE "C",
  currency    character(3) NOT NULL,
  reasons     integer NOT NULL,
  facts       bigint NOT NULL,
  amount      bigint NOT NULL,
  CONSTRAINT one_count_a_cause PRIMARY KEY (run_no, partner_id, tab, currency, reasons),
  CONSTRAINT pending_has_a_reason CHECK (reasons <> 0));

CREATE TABLE settlement.run_exception (
  run_no           integer NOT NULL REFERENCES settlement.run,
  exception_no     integer NOT NULL,
  code             text NOT NULL COLLATE "C",
  source_kind      smallint NOT NULL,
  source_id        text NOT NULL COLLATE "C",
  partner_id       text COLLATE "C",
  detail           text NOT NULL,
  remedy           text NOT NULL,
  acknowledged_by  text,
  acknowledged_at  timestamptz,
  acknowledgement  text,
  CONSTRAINT exception_no_names_one PRIMARY KEY (run_no, exception_no),
  CONSTRAINT acknowledged_by_name_with_reason CHECK (
    (acknowledged_by IS NULL) = (acknowledgement IS NULL)
    AND (acknowledged_by IS NULL) = (acknowledged_at IS NULL)));
COMMENT ON COLUMN settlement.run_exception.partner_id IS 'Null where the fact names no known product.';

-- ── Statements and lines ────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.statement (
  run_no             integer NOT NULL REFERENCES settlement.run,
  statement_no       integer NOT NULL,
  statement_id       text NOT NULL COLLATE "C",
  site               text NOT NULL COLLATE "C",
  period             integer NOT NULL,
  partner_id         text NOT NULL COLLATE "C",
  tab                text NOT NULL COLLATE "C",
  currency           character(3) NOT NULL,
  opening_balance    bigint NOT NULL,
  lines_total        bigint NOT NULL,
  adjustments_total  bigint NOT NULL,
  net                bigint NOT NULL,
  payable            bigint NOT NULL,
  closing_balance    bigint NOT NULL,
  line_count         bigint NOT NULL,
  order_count        bigint NOT NULL,
  order_sales        bigint NOT NULL,
  order_voucher      bigint NOT NULL,
  order_amount       bigint NOT NULL,
  order_taxes        bigint NOT NULL,
  order_platform     bigint NOT NULL,
  refund_count       bigint NOT NULL,
  refund_sales       bigint NOT NULL,
  refund_voucher     bigint NOT NULL,
  refund_amount      bigint NOT NULL,
  refund_taxes       bigint NOT NULL,
  refund_platform    bigint NOT NULL,
  line_digest        bytea NOT NULL,
  content_hash       bytea NOT NULL,
  partner_name       text NOT NULL,
  partner_name_en    text,
  partner_address    text,
  partner_tax_number text,
  partner_locale     text NOT NULL,
  state              text NOT NULL,
  CONSTRAINT statement_no_names_one PRIMARY KEY (run_no, statement_no),
  CONSTRAINT statement_id_is_unique_in_its_run UNIQUE (run_no, statement_id),
  CONSTRAINT net_adds_up CHECK (net = opening_balance + lines_total + adjustments_total),
  CONSTRAINT payable_is_never_negative CHECK (payable = greatest(net, 0)),
  CONSTRAINT debt_is_carried_forward CHECK (closing_balance = least(net, 0)),
  CONSTRAINT lines_total_is_orders_and_refunds CHECK (lines_total = order_amount + refund_amount),
  CONSTRAINT state_is_known CHECK (state IN (
    'planned', 'pending_countersign', 'countersigning', 'countersign_rejected', 'pending_invoice',
    'invoice_review', 'invoice_rejected', 'payment_requested', 'payment_info_error',
    'payment_rejected', 'paying', 'paid', 'settled_zero')));
COMMENT ON TABLE settlement.statement IS
  'Figures of one partner, tab and currency in a run; state planned until the run is sealed.';
COMMENT ON COLUMN settlement.statement.partner_name_en IS 'Null where the partner has none.';

CREATE INDEX statement_by_id ON settlement.statement (statement_id);
CREATE INDEX statement_by_key ON settlement.statement (partner_id, tab, currency, period);

-- Columns from source_kind on are the content of a line: their binary form is what is hashed.
CREATE TABLE settlement.draft_line (
  run_no          integer NOT NULL,
  statement_no    integer NOT NULL,
  terms_no        integer NOT NULL,
  source_kind     smallint NOT NULL,
  role            smallint NOT NULL,
  source_id       text NOT NULL COLLATE "C",
  order_line_id   text COLLATE "C",
  customer_id     text COLLATE "C",
  natural_period  integer NOT NULL,
  ready_at        timestamptz NOT NULL,
  sales_amount    bigint NOT NULL,
  voucher_amount  bigint NOT NULL,
  rate            integer NOT NULL,
  increment       integer NOT NULL,
  amount          bigint NOT NULL,
  tax_amount      bigint,
  taxes           bigint NOT NULL,
  platform        bigint NOT NULL
) PARTITION BY LIST (run_no);
COMMENT ON TABLE settlement.draft_line IS 'Lines of runs that are not sealed; one partition a run.';
COMMENT ON COLUMN settlement.draft_line.order_line_id IS 'Null where it equals source_id.';
COMMENT ON COLUMN settlement.draft_line.tax_amount IS 'Null where the share model has no split.';

CREATE TABLE settlement.line (LIKE settlement.draft_line) PARTITION BY LIST (run_no);
COMMENT ON TABLE settlement.line IS 'Lines of sealed runs, never changed; one partition a run.';
CREATE UNIQUE INDEX one_line_a_fact_and_role ON settlement.line (source_id, source_kind, role, run_no);
CREATE INDEX line_in_statement_order
    ON settlement.line (statement_no, natural_period, ready_at, source_kind, source_id, run_no);

CREATE FUNCTION settlement.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are frozen: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation',
          HINT = 'A sealed period never changes; correct it by an adjustment in the next one.';
END $$;

CREATE FUNCTION settlement.line_table(run_no integer) RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'line_' || run_no;

-- Creates the empty partition of a run; without indexes, so that it loads fast.
CREATE FUNCTION settlement.open_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('CREATE TABLE settlement.%I (LIKE settlement.draft_line INCLUDING COMMENTS, '
                 'CONSTRAINT belongs_to_the_run CHECK (run_no = %s)) '
                 'WITH (autovacuum_enabled = false)', leaf, run_no);
  EXECUTE format('ALTER TABLE settlement.draft_line ATTACH PARTITION settlement.%I FOR VALUES IN (%s)',
                 leaf, run_no);
END $$;

-- Freezes the lines of a run that goes into review: indexes as sealed lines have, and no change.
CREATE FUNCTION settlement.freeze_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('CREATE UNIQUE INDEX %I ON settlement.%I (source_id, source_kind, role, run_no)',
                 leaf || '_fact', leaf);
  EXECUTE format('CREATE INDEX %I ON settlement.%I (statement_no, natural_period, ready_at, '
                 'source_kind, source_id, run_no)', leaf || '_order', leaf);
  EXECUTE format('CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE '
                 'ON settlement.%I FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change()',
                 leaf);
  EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER frozen', leaf);
  EXECUTE format('ANALYZE settlement.%I', leaf);
END $$;

-- Takes a run back from review: its lines may be replaced again.
CREATE FUNCTION settlement.thaw_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('DROP TRIGGER frozen ON settlement.%I', leaf);
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_fact');
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_order');
END $$;

-- Makes the lines of an approved run part of the sealed ones; the indexes exist, nothing is copied.
CREATE FUNCTION settlement.seal_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('ALTER TABLE settlement.draft_line DETACH PARTITION settlement.%I', leaf);
  EXECUTE format('ALTER TABLE settlement.line ATTACH PARTITION settlement.%I FOR VALUES IN (%s)',
                 leaf, run_no);
  EXECUTE format('ALTER TABLE settlement.%I RESET (autovacuum_enabled)', leaf);
END $$;

-- Drops the lines of a run that is given up.
CREATE FUNCTION settlement.drop_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TABLE IF EXISTS settlement.%I', settlement.line_table(run_no));
END $$;

CREATE FUNCTION settlement.refuse_change_of_sealed_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'sealed' OR (OLD.state = 'discarded' AND TG_OP = 'UPDATE') THEN
    RAISE EXCEPTION 'run % is %: % is refused', OLD.run_id, OLD.state, TG_OP
      USING ERRCODE = 'restrict_violation', HINT = 'A sealed period never changes.';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER sealed_run_never_changes BEFORE UPDATE OR DELETE ON settlement.run
   FOR EACH ROW EXECUTE FUNCTION settlement.refuse_change_of_sealed_run();
ALTER TABLE settlement.run ENABLE ALWAYS TRIGGER sealed_run_never_changes;

-- Of a sealed statement only its state moves on, rule 8.2.
CREATE FUNCTION settlement.refuse_change_of_sealed_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'planned' AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state')
  THEN
    RAISE EXCEPTION 'statement % is sealed: % is refused', OLD.statement_id, TG_OP
      USING ERRCODE = 'restrict_violation',
            HINT = 'Correct it by an adjustment in the next period.';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER sealed_statement_never_changes BEFORE UPDATE OR DELETE ON settlement.statement
   FOR EACH ROW EXECUTE FUNCTION settlement.refuse_change_of_sealed_statement();
ALTER TABLE settlement.statement ENABLE ALWAYS TRIGGER sealed_statement_never_changes;

-- ── What a stream of order lines joins ──────────────────────────────────────────────────────────

-- What happened to an order line beside it: the end of its supervision, its completed refunds before
-- settled.horizon, and, where refunds are open, how it was billed. Few lines have any.
-- Refunds are packed in the order of rule 6.1: completed_at, requested_at, paid_refunded,
-- voucher_returned, whether it is billed, and its key with length.
CREATE VIEW settlement.company AS
SELECT happened.line_id,
       max(happened.supervision_completed_at) AS supervision_completed_at,
       string_agg(happened.refund, ''::bytea
                  ORDER BY happened.refunded_at, happened.refund_id COLLATE "C") AS refunds,
       bool_or(happened.is_open) AS has_open_refund,
       max(happened.billed_ready_at) AS billed_ready_at,
       max(happened.billed_amount) AS billed_amount,
       max(happened.billed_taxes) AS billed_taxes,
       max(happened.billed_rate) AS billed_rate,
       max(happened.billed_increment) AS billed_increment
  FROM (SELECT supervision.line_id, supervision.completed_at AS supervision_completed_at,
               NULL::bytea AS refund, NULL::timestamptz AS refunded_at, NULL::text AS refund_id,
               false AS is_open, NULL::timestamptz AS billed_ready_at, NULL::bigint AS billed_amount,
               NULL::bigint AS billed_taxes, NULL::integer AS billed_rate,
               NULL::integer AS billed_increment
          FROM marketplace.supervision AS supervision
         WHERE supervision.completed_at IS NOT NULL
         UNION ALL
        SELECT refund.line_id, NULL,
               timestamptz_send(refund.completed_at) || timestamptz_send(refund.requested_at)
               || int8send(refund.paid_refunded) || int8send(refund.voucher_returned)
               || boolsend(billed.source_id IS NOT NULL)
               || int2send(octet_length(refund.refund_id)::smallint) || textsend(refund.refund_id),
               refund.completed_at, refund.refund_id, billed.source_id IS NULL, original.ready_at,
               original.amount, original.taxes, original.rate, original.increment
          FROM marketplace.refund AS refund
          LEFT JOIN settlement.line AS billed
            ON billed.source_id = refund.refund_id
           AND billed.source_kind = 1
           AND billed.role = 0
          LEFT JOIN settlement.line AS original
            ON original.source_id = refund.line_id
           AND original.source_kind = 0
           AND original.role = 0
         WHERE refund.status = 'completed'
           AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz))
       AS happened
 GROUP BY happened.line_id;

-- ── Documents ───────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.number_series (
  site         text NOT NULL COLLATE "C",
  kind         text NOT NULL COLLATE "C",
  year         integer NOT NULL,
  last_number  integer NOT NULL,
  CONSTRAINT one_series_a_year PRIMARY KEY (site, kind, year));
COMMENT ON TABLE settlement.number_series IS
  'Counters of document numbers; raised last in the issuing transaction, so numbers have no gaps.';

CREATE TABLE settlement.invoice (
  invoice_id    text NOT NULL COLLATE "C",
  site          text NOT NULL COLLATE "C",
  kind          text NOT NULL COLLATE "C",
  year          integer NOT NULL,
  number        integer NOT NULL,
  run_no        integer NOT NULL REFERENCES settlement.run,
  period        integer NOT NULL,
  partner_id    text NOT NULL COLLATE "C",
  currency      character(3) NOT NULL,
  issued_on     date NOT NULL,
  issued_at     timestamptz NOT NULL,
  statement_ids text NOT NULL,
  base          bigint NOT NULL,
  net           bigint NOT NULL,
  tax_rate      integer NOT NULL,
  tax           bigint NOT NULL,
  gross         bigint NOT NULL,
  CONSTRAINT invoice_id_names_one PRIMARY KEY (invoice_id),
  CONSTRAINT number_is_used_once UNIQUE (site, kind, year, number),
  CONSTRAINT one_fee_document_a_month UNIQUE (run_no, partner_id, currency),
  CONSTRAINT kind_is_known CHECK (kind IN ('fee', 'fee_credit')),
  CONSTRAINT gross_adds_up CHECK (gross = net + tax),
  CONSTRAINT net_is_positive CHECK (net > 0));
COMMENT ON COLUMN settlement.invoice.net IS
  'The platform fee, minor units; of a credit note what is given back, positive as well.';

CREATE TRIGGER invoice_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.invoice
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.invoice ENABLE ALWAYS TRIGGER invoice_never_changes;

-- ── Jobs and the trail ──────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.job (
  job_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL COLLATE "C",
  job_key       text NOT NULL COLLATE "C",
  site          text NOT NULL COLLATE "C",
  period        integer NOT NULL,
  due_at        timestamptz NOT NULL,
  look_at       timestamptz NOT NULL,
  state         text NOT NULL,
  tries         integer NOT NULL DEFAULT 0,
  max_tries     integer NOT NULL DEFAULT 5,
  deaths        integer NOT NULL DEFAULT 0,
  worker        text,
  leased_until  timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  outcome       text,
  CONSTRAINT one_job_a_key UNIQUE (kind, job_key),
  CONSTRAINT period_is_a_month CHECK (period % 100 BETWEEN 1 AND 12),
  CONSTRAINT state_is_known CHECK (state IN ('due', 'running', 'waiting', 'done', 'failed')),
  CONSTRAINT lease_iff_running CHECK ((state = 'running') = (leased_until IS NOT NULL)),
  CONSTRAINT worker_iff_running CHECK ((state = 'running') = (worker IS NOT NULL)),
  CONSTRAINT finished_iff_over CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
  CONSTRAINT tries_are_bounded CHECK (tries BETWEEN 0 AND max_tries));
COMMENT ON TABLE settlement.job IS 'Background work: one row a key, leased by one worker at a time.';
COMMENT ON COLUMN settlement.job.due_at IS 'When the calendar wants it done; jobs are taken in this order.';
COMMENT ON COLUMN settlement.job.look_at IS
  'Not taken before: the pause after a failed try, or until it is asked again what it waits for.';
COMMENT ON COLUMN settlement.job.tries IS 'Failed tries since it last made progress.';
COMMENT ON COLUMN settlement.job.deaths IS
  'How often a worker died over it since it last made progress.';
COMMENT ON COLUMN settlement.job.outcome IS 'What the last try came to; null before the first.';
CREATE INDEX job_by_site ON settlement.job (site, due_at) WHERE state NOT IN ('done', 'failed');

CREATE TABLE settlement.event (
  event_no     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  happened_at  timestamptz NOT NULL,
  actor        text NOT NULL,
  action       text NOT NULL COLLATE "C",
  subject      text NOT NULL COLLATE "C",
  detail       text NOT NULL);
COMMENT ON TABLE settlement.event IS 'Who did what to which object, when and why.';
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.event
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.event ENABLE ALWAYS TRIGGER event_never_changes;
