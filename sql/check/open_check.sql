-- Makes the working tables of a check; a script, they last until the transaction ends.
-- The check derives the lines of a run a second time, by sets and from the rules alone. Numbers of
-- rules stand beside what follows from them. Every amount is numeric, in minor units, so
-- that none overflows; round() of numeric rounds half away from zero (rule 2.2). A dividend gets `+ 0e-40`, so that its quotient has
-- 40 decimals: what can be divided here lies on a half, or further from it than the last of them.
SET LOCAL work_mem = '256MB';
-- The facts may never have been analysed; by sets, hashing is right for all of them.
SET LOCAL enable_nestloop = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL jit = off;

-- The one run that is checked. one_in: 1 checks all facts, n the facts that the seed picks.
-- Only a run that may bill incentives and is not sealed needs what partners' customers consumed.
CREATE TEMPORARY TABLE check_run (
  run_no integer, site text COLLATE "C", period integer, as_of timestamptz, chain_no integer,
  is_sealed boolean, starts timestamptz, cutoff timestamptz, one_in bigint, seed bigint,
  needs_consumption boolean
) ON COMMIT DROP;

-- The chain: the sealed runs before this one, and this one last. A run is the first to see usage
-- that was received after sees_after, up to sees_to (rule 4.3).
CREATE TEMPORARY TABLE check_sight (
  run_no integer, chain_no integer, period integer, sees_after timestamptz, sees_to timestamptz
) ON COMMIT DROP;

-- The runs of every site that have rated usage: those before this one and this one of its own site, the
-- sealed ones of others.
CREATE TEMPORARY TABLE check_watch (
  run_no integer, site text COLLATE "C", chain_no integer, period integer
) ON COMMIT DROP;

-- How many minor units a major one has (rule 2.1).
CREATE TEMPORARY TABLE check_currency (currency char(3), minor_units numeric) ON COMMIT DROP;

-- Terms of the site's products, cut to spans in which they decide (rule 3.2).
CREATE TEMPORARY TABLE check_terms (
  terms_no integer, terms_id text COLLATE "C", product_id text COLLATE "C",
  merchant_id text COLLATE "C", tab text COLLATE "C", supervised boolean, valid_from timestamptz,
  valid_to timestamptz, share_model text, fee numeric, share numeric, floor_discount numeric,
  floor_unit_price numeric, voucher_share numeric, management_fee numeric,
  tier_policy_id text COLLATE "C", has_waiver boolean, tax numeric, invoice_tax numeric,
  withholding numeric, service_tax numeric
) ON COMMIT DROP;

-- Terms of providers and resellers, cut to spans; product_id is null where they hold for all.
CREATE TEMPORARY TABLE check_payee_terms (
  payee_terms_no integer, payee_terms_id text COLLATE "C", csp_id text COLLATE "C",
  product_id text COLLATE "C", valid_from timestamptz, valid_to timestamptz,
  share numeric, service_tax numeric
) ON COMMIT DROP;

-- What merchants' statements of a sealed run lack of the lines that they were sealed with.
CREATE TEMPORARY TABLE check_lack (
  statement_no integer, merchant_id text COLLATE "C", tab text COLLATE "C", currency char(3),
  orders bigint, sales numeric, voucher numeric, refunds bigint, refunded_sales numeric,
  refunded_voucher numeric
) ON COMMIT DROP;

-- Orders and usage whose merchant line can be computed and is ready before the cut-off. Sought are
-- those of a sealed run that may have lost its line of them.
CREATE TEMPORARY TABLE check_fact (
  fact_no bigint GENERATED ALWAYS AS IDENTITY, source_kind smallint, source_id text COLLATE "C",
  order_line_id text COLLATE "C", customer_id text COLLATE "C", terms_no integer, currency char(3),
  facts bigint, natural_period integer, ready_at timestamptz, list numeric, sales numeric,
  voucher numeric, earning numeric, order_taxes numeric, quantity numeric, payee_terms_no integer,
  csp_id text COLLATE "C", csp_role smallint, csp_invoice_tax numeric,
  operator_id text COLLATE "C", operator_tax numeric,
  is_merchant_billed boolean, is_csp_billed boolean, is_operator_billed boolean,
  is_sought boolean
) ON COMMIT DROP;

-- Completed refunds of the site before the cut-off that count, with their proportion (rule 6.2).
CREATE TEMPORARY TABLE check_refund (
  refund_id text COLLATE "C", line_id text COLLATE "C", place bigint, completed_at timestamptz,
  paid numeric, voucher numeric, before numeric, after numeric, base numeric
) ON COMMIT DROP;

-- Rule 5.7; lines counts the facts that make X.
CREATE TEMPORARY TABLE check_waiver (
  product_id text COLLATE "C", tier_policy_id text COLLATE "C", currency char(3), total numeric,
  facts bigint, increment numeric
) ON COMMIT DROP;

-- The legs of each fact (section 5), as priced or, where they were billed before, as billed.
CREATE TEMPORARY TABLE check_leg (
  fact_no bigint, merchant numeric, merchant_tax numeric, rate numeric, increment numeric,
  taxes numeric, csp numeric, csp_rate numeric, operator numeric, operator_tax numeric,
  operator_rate numeric, platform numeric, facts bigint
) ON COMMIT DROP;

-- Usage that the run is the first to rate, and that is charged or covered, with what remains of it
-- after packages (rules 4.1 and 4.4). Its chain_no is that of the run that was the first to see it.
CREATE TEMPORARY TABLE check_usage (
  usage_id bigint, instance_id text COLLATE "C", begin_time timestamptz, received_at timestamptz,
  chain_no integer, month integer, named_package text COLLATE "C", has_package boolean, rest numeric
) ON COMMIT DROP;

-- What the sealed runs before it took from packages and, with an empty package_id, cumulated in
-- steps, by the first day of the cycle: what the run rates comes on top of that (rule 10, 4.5).
CREATE TEMPORARY TABLE check_counter (
  instance_id text COLLATE "C", package_id text COLLATE "C", cycle_start date, quantity numeric
) ON COMMIT DROP;

-- Bands from exclusive `above` to inclusive `up_to` (rule 4.5); fixed prices have one without bounds.
CREATE TEMPORARY TABLE check_band (
  price_plan_id text COLLATE "C", model text, accumulate text, currency char(3), above numeric,
  up_to numeric, unit_price numeric
) ON COMMIT DROP;

-- Usage lines of all sites that are ready up to the run's period, rated (rules 4.3 to 4.7).
CREATE TEMPORARY TABLE check_rated (
  source_id text COLLATE "C", instance_id text COLLATE "C", site text COLLATE "C",
  order_line_id text COLLATE "C", customer_id text COLLATE "C", product_id text COLLATE "C",
  csp_id text COLLATE "C", operator_id text COLLATE "C", currency char(3), records bigint,
  quantity numeric, sales numeric, first_begin timestamptz, natural_period integer,
  ready_at timestamptz
) ON COMMIT DROP;

-- Cash consumption less refunds of a partner's customers by the month in which it counts (rules 9.1
-- and 9.2). Of the month's credit purchases: whether one is owed, when the last was repaid.
CREATE TEMPORARY TABLE check_consumption (
  partner_id text COLLATE "C", product_id text COLLATE "C", currency char(3), month integer,
  amount numeric, facts bigint, is_owed boolean, repaid_at timestamptz, refunded_at timestamptz
) ON COMMIT DROP;

-- What the run should hold. statement_no is null where the run makes no statement of the key;
-- facts says how many facts an amount follows from. Sought are the lines of facts that a sealed run
-- may have lost or that came in later.
CREATE TEMPORARY TABLE check_line (
  source_kind smallint, source_id text COLLATE "C", role smallint, facts bigint,
  partner_id text COLLATE "C", tab text COLLATE "C", currency char(3), statement_no integer,
  order_line_id text COLLATE "C", customer_id text COLLATE "C", natural_period integer,
  ready_at timestamptz, sales_amount numeric, voucher_amount numeric, rate integer,
  increment integer, amount numeric, tax_amount numeric, taxes numeric, platform numeric,
  csp numeric, reseller numeric, operator numeric, terms_id text COLLATE "C",
  payee_terms_id text COLLATE "C", is_sought boolean NOT NULL DEFAULT false
) ON COMMIT DROP;
