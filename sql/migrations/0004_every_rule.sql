-- What every rule of settlement needs beside orders and refunds of merchants: several payees of one
-- fact, usage, adjustments and incentives, and all that a sealed run needs to be computed again.

-- ── Lines of every payee and kind ───────────────────────────────────────────────────────────────

-- Adjustments and incentives follow no terms of a product.
ALTER TABLE settlement.draft_line ALTER COLUMN terms_no DROP NOT NULL;
ALTER TABLE settlement.line ALTER COLUMN terms_no DROP NOT NULL;
ALTER TABLE settlement.draft_line ADD COLUMN payee_terms_no integer;
ALTER TABLE settlement.line ADD COLUMN payee_terms_no integer;
COMMENT ON COLUMN settlement.draft_line.terms_no IS
  'The product''s terms in settlement.run_terms; null for adjustments and incentives.';
COMMENT ON COLUMN settlement.draft_line.payee_terms_no IS
  'In settlement.run_payee_terms; null unless the payee is a provider or reseller.';
COMMENT ON COLUMN settlement.draft_line.role IS '0 merchant, 1 csp, 2 reseller, 3 operator.';
COMMENT ON COLUMN settlement.draft_line.source_kind IS
  '0 order, 1 refund, 2 usage, 3 adjustment, 4 incentive: the order of rule 10 (7.2).';
COMMENT ON COLUMN settlement.draft_line.order_line_id IS
  'Null of an order, where it is source_id, and where no order is behind the fact.';

-- One incentive has a line for each of its partners, so that a fact and a role no longer name a line.
DROP INDEX settlement.one_line_a_fact_and_role;
CREATE UNIQUE INDEX one_line_a_fact_and_payee
    ON settlement.line (source_id, source_kind, role, statement_no, run_no);
-- Which refunds are billed is asked of all of them, by every run.
CREATE INDEX refund_by_key ON settlement.line (source_id, role) WHERE source_kind = 1;

CREATE OR REPLACE FUNCTION settlement.freeze_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('CREATE UNIQUE INDEX %I ON settlement.%I (source_id, source_kind, role, '
                 'statement_no, run_no)', leaf || '_fact', leaf);
  EXECUTE format('CREATE INDEX %I ON settlement.%I (statement_no, natural_period, ready_at, '
                 'source_kind, source_id, run_no)', leaf || '_order', leaf);
  EXECUTE format('CREATE INDEX %I ON settlement.%I (source_id, role) WHERE source_kind = 1',
                 leaf || '_refund', leaf);
  EXECUTE format('CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE '
                 'ON settlement.%I FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change()',
                 leaf);
  EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER frozen', leaf);
  EXECUTE format('ANALYZE settlement.%I', leaf);
END $$;

CREATE OR REPLACE FUNCTION settlement.thaw_draft(run_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE leaf text := settlement.line_table(run_no);
BEGIN
  EXECUTE format('DROP TRIGGER frozen ON settlement.%I', leaf);
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_fact');
  EXECUTE format('DROP INDEX settlement.%I', leaf || '_order');
  EXECUTE format('DROP INDEX IF EXISTS settlement.%I', leaf || '_refund');
END $$;

ALTER TABLE settlement.statement
  ADD COLUMN role              smallint NOT NULL DEFAULT 0,
  ADD COLUMN order_csp         bigint NOT NULL DEFAULT 0,
  ADD COLUMN order_reseller    bigint NOT NULL DEFAULT 0,
  ADD COLUMN order_operator    bigint NOT NULL DEFAULT 0,
  ADD COLUMN refund_csp        bigint NOT NULL DEFAULT 0,
  ADD COLUMN refund_reseller   bigint NOT NULL DEFAULT 0,
  ADD COLUMN refund_operator   bigint NOT NULL DEFAULT 0,
  ADD COLUMN adjustment_count  bigint NOT NULL DEFAULT 0,
  ADD COLUMN incentive_count   bigint NOT NULL DEFAULT 0,
  ADD COLUMN incentives_total  bigint NOT NULL DEFAULT 0,
  DROP CONSTRAINT lines_total_is_orders_and_refunds,
  ADD CONSTRAINT lines_total_is_orders_refunds_and_incentives
    CHECK (lines_total = order_amount + refund_amount + incentives_total),
  ADD CONSTRAINT role_is_known CHECK (role BETWEEN 0 AND 3);
COMMENT ON COLUMN settlement.statement.role IS
  'What the payee is on this statement: 0 merchant, 1 csp, 2 reseller, 3 operator.';
COMMENT ON COLUMN settlement.statement.order_csp IS
  'What providers have of the orders and usage on a merchant''s statement, as priced (rule 7.8).';

COMMENT ON COLUMN settlement.run.facts_read IS
  'Facts by payee: a fact with three payees counts three times, one that cannot be priced once.';

-- What happened to an order line beside it: the end of its supervision and its completed refunds
-- before settled.horizon. Few lines have any.
-- Refunds are packed in the order of rule 6.1: completed_at, requested_at, paid_refunded,
-- voucher_returned, to whom it is billed (1 merchant, 2 provider, 4 operator), and its key with length.
DROP VIEW settlement.company;
CREATE VIEW settlement.company AS
SELECT happened.line_id,
       max(happened.supervision_completed_at) AS supervision_completed_at,
       string_agg(happened.refund, ''::bytea
                  ORDER BY happened.refunded_at, happened.refund_id COLLATE "C") AS refunds,
       bool_or(happened.billed_to & 1 = 0) AS has_open_refund,
       bool_or(happened.billed_to & 2 = 0) AS has_refund_open_to_provider,
       bool_or(happened.billed_to & 4 = 0) AS has_refund_open_to_operator
  FROM (SELECT supervision.line_id, supervision.completed_at AS supervision_completed_at,
               NULL::bytea AS refund, NULL::timestamptz AS refunded_at, NULL::text AS refund_id,
               NULL::integer AS billed_to
          FROM marketplace.supervision AS supervision
         WHERE supervision.completed_at IS NOT NULL
         UNION ALL
        SELECT refund.line_id, NULL,
               timestamptz_send(refund.completed_at) || timestamptz_send(refund.requested_at)
               || int8send(refund.paid_refunded) || int8send(refund.voucher_returned)
               || int2send(coalesce(billed.billed_to, 0)::smallint)
               || int2send(octet_length(refund.refund_id)::smallint) || textsend(refund.refund_id),
               refund.completed_at, refund.refund_id, coalesce(billed.billed_to, 0)
          FROM marketplace.refund AS refund
          LEFT JOIN (
               SELECT line.source_id,
                      bit_or(CASE line.role WHEN 0 THEN 1 WHEN 3 THEN 4 ELSE 2 END) AS billed_to
                 FROM settlement.line AS line
                WHERE line.source_kind = 1
                GROUP BY line.source_id) AS billed ON billed.source_id = refund.refund_id
         WHERE refund.status = 'completed'
           AND refund.completed_at < (SELECT current_setting('settled.horizon')::timestamptz))
       AS happened
 GROUP BY happened.line_id;

-- What vouchers are used for, rule 9.4: the sales of an order's lines that name one, and how many
-- different ones the order names. Nothing is read where there are no vouchers.
CREATE VIEW settlement.voucher_use AS
WITH named AS (
     SELECT fact.order_id, fact.voucher_id, fact.currency, sum(fact.sales_amount)::bigint AS sales
       FROM marketplace.order_line AS fact
      WHERE fact.voucher_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM marketplace.voucher)
      GROUP BY fact.order_id, fact.voucher_id, fact.currency),
     several AS (
     SELECT named.order_id, count(DISTINCT named.voucher_id) AS vouchers
       FROM named
      GROUP BY named.order_id
     HAVING min(named.voucher_id) <> max(named.voucher_id))
SELECT named.order_id, named.voucher_id, named.currency, named.sales,
       coalesce(several.vouchers, 1) AS vouchers
  FROM named
  LEFT JOIN several ON several.order_id = named.order_id;

-- ── What a run priced with, as it was ───────────────────────────────────────────────────────────

ALTER TABLE settlement.run_terms
  ADD COLUMN merchant_id           text COLLATE "C",
  ADD COLUMN tab                   text COLLATE "C",
  ADD COLUMN supervised            boolean,
  ADD COLUMN tax_rate              integer,
  ADD COLUMN valid_from            timestamptz,
  ADD COLUMN valid_to              timestamptz,
  ADD COLUMN share_rate            integer,
  ADD COLUMN floor_discount        integer,
  ADD COLUMN floor_unit_price      numeric(20,10),
  ADD COLUMN voucher_partner_share integer,
  ADD COLUMN management_fee_rate   integer,
  ADD COLUMN tier_policy_id        text COLLATE "C";
COMMENT ON COLUMN settlement.run_terms.merchant_id IS
  'Null, as the columns behind it, in runs of engine 0.1.0.';

CREATE TABLE settlement.run_payee_terms (
  run_no            integer NOT NULL REFERENCES settlement.run,
  terms_no          integer NOT NULL,
  csp_terms_id      text NOT NULL COLLATE "C",
  csp_id            text NOT NULL COLLATE "C",
  product_id        text COLLATE "C",
  valid_from        timestamptz NOT NULL,
  valid_to          timestamptz,
  share_rate        integer NOT NULL,
  service_tax_rate  integer,
  fingerprint       bytea NOT NULL,
  CONSTRAINT payee_terms_no_names_one_version PRIMARY KEY (run_no, terms_no));
COMMENT ON TABLE settlement.run_payee_terms IS
  'The terms of providers and resellers that a run priced with, rule 5.8; rates in millionths.';
COMMENT ON COLUMN settlement.run_payee_terms.product_id IS 'Null where the terms hold for all.';

CREATE TABLE settlement.run_partner (
  run_no                    integer NOT NULL REFERENCES settlement.run,
  partner_id                text NOT NULL COLLATE "C",
  kind                      text NOT NULL COLLATE "C",
  site                      text NOT NULL COLLATE "C",
  invoice_tax_rate          integer,
  withholding_rate          integer NOT NULL,
  digital_service_tax_rate  integer NOT NULL,
  settlement_cycle          text NOT NULL COLLATE "C",
  CONSTRAINT one_row_a_partner PRIMARY KEY (run_no, partner_id));
COMMENT ON TABLE settlement.run_partner IS
  'The payees of a run with what decides their amounts; rates in millionths.';

CREATE TABLE settlement.run_tier_band (
  run_no          integer NOT NULL REFERENCES settlement.run,
  tier_policy_id  text NOT NULL COLLATE "C",
  base_fee_rate   integer NOT NULL,
  from_amount     bigint NOT NULL,
  increment_rate  integer NOT NULL,
  CONSTRAINT one_row_a_band PRIMARY KEY (run_no, tier_policy_id, from_amount));
COMMENT ON TABLE settlement.run_tier_band IS 'The bands of rule 5.7 as a run knew them, millionths.';

-- ── Usage, rule 4 ───────────────────────────────────────────────────────────────────────────────

-- Like the facts, these tables have no foreign key: one makes a bulk load five to ten times slower.

-- What a run was the first to see of an instance and month. The parts that runs up to the first one
-- of the month or later have seen are one line; every later part is a late line of its own.
CREATE TABLE settlement.usage_part (
  run_no         integer NOT NULL,
  instance_id    text NOT NULL COLLATE "C",
  month          integer NOT NULL,
  records        bigint NOT NULL,
  quantity       numeric NOT NULL,
  amount         numeric NOT NULL,
  first_begin    timestamptz NOT NULL,
  last_received  timestamptz NOT NULL,
  CONSTRAINT one_part_a_run PRIMARY KEY (run_no, instance_id, month),
  CONSTRAINT month_is_a_month CHECK (month % 100 BETWEEN 1 AND 12),
  CONSTRAINT part_has_records CHECK (records > 0));
COMMENT ON TABLE settlement.usage_part IS 'Rated usage by instance and month, rules 4.3 to 4.6.';
COMMENT ON COLUMN settlement.usage_part.quantity IS 'What was rated, 4 decimals; packages took the rest.';
COMMENT ON COLUMN settlement.usage_part.amount IS
  'The exact sum in major units, 14 decimals: it is rounded once a line (rule 4.6).';

-- The usage lines that a run found open: formed by it or by earlier runs, and not billed to every
-- payee before it. The next run needs these and what this one billed, and no older ones.
CREATE TABLE settlement.usage_open (
  run_no         integer NOT NULL,
  instance_id    text NOT NULL COLLATE "C",
  month          integer NOT NULL,
  number         integer NOT NULL,
  source_id      text NOT NULL COLLATE "C",
  records        bigint NOT NULL,
  quantity       numeric NOT NULL,
  amount         numeric NOT NULL,
  first_begin    timestamptz NOT NULL,
  last_received  timestamptz NOT NULL,
  is_late        boolean NOT NULL,
  billed         smallint NOT NULL,
  CONSTRAINT one_row_an_open_line PRIMARY KEY (run_no, instance_id, month, number),
  CONSTRAINT lines_count_from_1 CHECK (number >= 1));
COMMENT ON TABLE settlement.usage_open IS 'Usage lines that a run found open, rule 4.3.';
COMMENT ON COLUMN settlement.usage_open.amount IS 'The exact sum in major units, 14 decimals.';
COMMENT ON COLUMN settlement.usage_open.billed IS
  'Payees that runs before this one billed: 1 merchant, 2 provider or reseller, 4 operator, added up.';

-- What a run added to counters of an instance: quota taken from packages and steps walked.
CREATE TABLE settlement.usage_counter (
  run_no       integer NOT NULL,
  instance_id  text NOT NULL COLLATE "C",
  package_id   text NOT NULL COLLATE "C",
  cycle_start  date NOT NULL,
  quantity     numeric NOT NULL,
  CONSTRAINT one_counter_a_cycle PRIMARY KEY (run_no, instance_id, package_id, cycle_start));
COMMENT ON TABLE settlement.usage_counter IS
  'Quota consumed (rule 4.4) and, with an empty package_id, steps cumulated (rule 4.5).';
COMMENT ON COLUMN settlement.usage_counter.cycle_start IS
  'First civil day in GMT+8 of the reset or accumulation cycle; 0001-01-01 where it never resets.';

CREATE TABLE settlement.usage_abnormal (
  run_no       integer NOT NULL,
  usage_id     bigint NOT NULL,
  instance_id  text NOT NULL COLLATE "C",
  begin_time   timestamptz NOT NULL,
  end_time     timestamptz NOT NULL,
  usage_value  numeric(16,4) NOT NULL,
  code         text NOT NULL COLLATE "C",
  CONSTRAINT one_code_a_record PRIMARY KEY (run_no, usage_id),
  CONSTRAINT code_is_known CHECK (code IN (
    'USAGE_NOT_POSITIVE', 'USAGE_TIMES', 'USAGE_OUTSIDE_INSTANCE', 'USAGE_NO_INSTANCE',
    'USAGE_DUPLICATE', 'USAGE_QUOTA')));
COMMENT ON TABLE settlement.usage_abnormal IS
  'Records that a run was the first to see and did not charge, rule 4.1.';

-- An instance whose records a run could not rate: its merchant is parked, and the next run takes
-- its records up again.
CREATE TABLE settlement.usage_refused (
  run_no        integer NOT NULL,
  instance_id   text NOT NULL COLLATE "C",
  unseen_since  timestamptz NOT NULL,
  CONSTRAINT one_refusal_an_instance PRIMARY KEY (run_no, instance_id));
COMMENT ON COLUMN settlement.usage_refused.unseen_since IS
  'What was received after it, no sealed run has rated.';

-- A sealed period never changes. A draft's rows go with it.
CREATE FUNCTION settlement.refuse_change_of_sealed_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT gone.run_no FROM gone) AS touched
               JOIN settlement.run AS run ON run.run_no = touched.run_no
              WHERE run.state = 'sealed')
  THEN
    RAISE EXCEPTION 'rows of % belong to a sealed run: % is refused', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'restrict_violation', HINT = 'A sealed period never changes.';
  END IF;
  RETURN NULL;
END $$;

DO $triggers$
DECLARE relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['usage_part', 'usage_open', 'usage_counter', 'usage_abnormal',
                                  'usage_refused']
  LOOP
    EXECUTE format('CREATE TRIGGER sealed_usage_is_not_updated AFTER UPDATE ON settlement.%I '
                   'REFERENCING OLD TABLE AS gone FOR EACH STATEMENT '
                   'EXECUTE FUNCTION settlement.refuse_change_of_sealed_usage()', relation);
    EXECUTE format('CREATE TRIGGER sealed_usage_is_not_deleted AFTER DELETE ON settlement.%I '
                   'REFERENCING OLD TABLE AS gone FOR EACH STATEMENT '
                   'EXECUTE FUNCTION settlement.refuse_change_of_sealed_usage()', relation);
    EXECUTE format('CREATE TRIGGER usage_is_not_truncated BEFORE TRUNCATE ON settlement.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change()', relation);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER sealed_usage_is_not_updated',
                   relation);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER sealed_usage_is_not_deleted',
                   relation);
    EXECUTE format('ALTER TABLE settlement.%I ENABLE ALWAYS TRIGGER usage_is_not_truncated',
                   relation);
  END LOOP;
END $triggers$;

-- A run reads what was received since the last one, and what may be the same.
DO $indexes$
BEGIN
  IF (SELECT relation.relkind = 'r'
        FROM pg_catalog.pg_class AS relation
       WHERE relation.oid = 'marketplace.usage_record'::regclass) THEN
    CREATE INDEX IF NOT EXISTS usage_record_by_receipt
        ON marketplace.usage_record USING brin (received_at, begin_time);
  END IF;
END $indexes$;

-- ── Adjustments and holds, rules 8.4 and 7.5 ────────────────────────────────────────────────────

CREATE TABLE settlement.adjustment (
  adjustment_no  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  adjustment_id  text NOT NULL COLLATE "C" GENERATED ALWAYS AS ('ADJ-' || adjustment_no::text) STORED,
  site           text NOT NULL COLLATE "C",
  partner_id     text NOT NULL COLLATE "C",
  tab            text NOT NULL COLLATE "C",
  currency       character(3) NOT NULL,
  amount         bigint NOT NULL,
  reason_code    text NOT NULL COLLATE "C",
  reason         text NOT NULL,
  product_id     text COLLATE "C",
  statement_id   text COLLATE "C",
  author         text NOT NULL,
  written_at     timestamptz NOT NULL,
  approver       text,
  approved_at    timestamptz,
  refused_by     text,
  refused_at     timestamptz,
  refusal        text,
  CONSTRAINT adjustment_id_names_one UNIQUE (adjustment_id),
  CONSTRAINT amount_is_not_nothing CHECK (amount <> 0),
  CONSTRAINT tab_is_known CHECK (
    tab IN ('general', 'joint', 'selected', 'platform', 'csp', 'operator')),
  CONSTRAINT reason_is_given CHECK (btrim(reason) <> '' AND btrim(reason_code) <> ''),
  CONSTRAINT approved_by_another_person CHECK (
    (approver IS NULL) = (approved_at IS NULL) AND approver <> author),
  CONSTRAINT refused_with_a_reason CHECK (
    (refused_by IS NULL) = (refused_at IS NULL) AND (refused_by IS NULL) = (refusal IS NULL)),
  CONSTRAINT approved_or_refused CHECK (approver IS NULL OR refused_by IS NULL));
COMMENT ON TABLE settlement.adjustment IS
  'A signed amount that finance adds to a statement; positive is owed to the partner. Rule 8.4.';
COMMENT ON COLUMN settlement.adjustment.reason IS 'The partner reads it.';
COMMENT ON COLUMN settlement.adjustment.product_id IS 'Null where it concerns no product.';
COMMENT ON COLUMN settlement.adjustment.statement_id IS 'What it corrects; null where nothing.';

CREATE FUNCTION settlement.refuse_change_of_decided_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.approver IS NOT NULL OR OLD.refused_by IS NOT NULL OR TG_OP = 'DELETE'
     OR (NEW.site, NEW.partner_id, NEW.tab, NEW.currency, NEW.amount, NEW.reason_code, NEW.reason,
         NEW.product_id, NEW.statement_id, NEW.author, NEW.written_at)
        IS DISTINCT FROM (OLD.site, OLD.partner_id, OLD.tab, OLD.currency, OLD.amount,
         OLD.reason_code, OLD.reason, OLD.product_id, OLD.statement_id, OLD.author, OLD.written_at)
  THEN
    RAISE EXCEPTION 'adjustment % stands as it was written: % is refused', OLD.adjustment_id, TG_OP
      USING ERRCODE = 'restrict_violation', HINT = 'Write another adjustment of the difference.';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER decided_adjustment_never_changes BEFORE UPDATE OR DELETE ON settlement.adjustment
   FOR EACH ROW EXECUTE FUNCTION settlement.refuse_change_of_decided_adjustment();
ALTER TABLE settlement.adjustment ENABLE ALWAYS TRIGGER decided_adjustment_never_changes;

ALTER TABLE settlement.hold ADD COLUMN ends_when text NOT NULL DEFAULT 'when finance releases it';
COMMENT ON COLUMN settlement.hold.ends_when IS 'What ends the hold; the partner reads it.';

-- ── Incentives, rule 9.2 ────────────────────────────────────────────────────────────────────────

CREATE TABLE settlement.run_incentive (
  run_no      integer NOT NULL REFERENCES settlement.run,
  source_id   text NOT NULL COLLATE "C",
  partner_id  text NOT NULL COLLATE "C",
  policy_id   text NOT NULL COLLATE "C",
  product_id  text COLLATE "C",
  currency    character(3) NOT NULL,
  basis       bigint NOT NULL,
  earned      bigint NOT NULL,
  billed      bigint NOT NULL,
  amount      bigint NOT NULL,
  ready_at    timestamptz NOT NULL,
  reasons     integer NOT NULL,
  CONSTRAINT one_incentive_a_cycle PRIMARY KEY (run_no, partner_id, source_id),
  CONSTRAINT amount_is_what_is_missing CHECK (amount = earned - billed));
COMMENT ON TABLE settlement.run_incentive IS
  'Incentives as a run computed them: earned by the basis, less what earlier lines billed.';
COMMENT ON COLUMN settlement.run_incentive.product_id IS 'Null where the policy names none.';
COMMENT ON COLUMN settlement.run_incentive.reasons IS 'Why it waits; 0 where it is on a statement.';

-- ── Exceptions, rule 9.5 ────────────────────────────────────────────────────────────────────────

ALTER TABLE settlement.run_exception
  ADD COLUMN currency     character(3),
  ADD COLUMN amount       bigint,
  ADD COLUMN assigned_to  text,
  ADD COLUMN assigned_by  text,
  ADD COLUMN is_resolved  boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT amount_has_a_currency CHECK ((currency IS NULL) = (amount IS NULL)),
  ADD CONSTRAINT assigned_by_someone CHECK ((assigned_to IS NULL) = (assigned_by IS NULL)),
  ADD CONSTRAINT resolved_by_name CHECK (NOT is_resolved OR acknowledged_by IS NOT NULL);
COMMENT ON COLUMN settlement.run_exception.amount IS
  'What is at stake, minor units, any sign; null where no amount is known.';
COMMENT ON COLUMN settlement.run_exception.is_resolved IS
  'Whether the cause was removed, not only accepted; acknowledged_by says by whom.';
