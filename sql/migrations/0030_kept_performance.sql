-- A sealed month's performance is what its run knew when it was submitted, whatever facts say later.
-- Rule 9.1.

ALTER TABLE settlement.run ADD COLUMN performance_no integer;
COMMENT ON COLUMN settlement.run.performance_no IS
  'Which rows of run_performance count, those of the last time it was submitted; null before that, and of runs submitted before 0030.';

CREATE TABLE settlement.run_performance (
  run_no                integer NOT NULL REFERENCES settlement.run,
  performance_no        integer NOT NULL,
  partner_id            text NOT NULL COLLATE "C",
  currency              character(3) NOT NULL,
  is_provider           boolean NOT NULL,
  orders                bigint NOT NULL,
  customers             bigint NOT NULL,
  gross_sales           numeric(39) NOT NULL,
  discounts             numeric(39) NOT NULL,
  refunds               numeric(39) NOT NULL,
  cash_consumption      numeric(39) NOT NULL,
  refunded_consumption  numeric(39) NOT NULL,
  CONSTRAINT one_row_a_partner_and_currency
    PRIMARY KEY (run_no, performance_no, partner_id, currency));
COMMENT ON TABLE settlement.run_performance IS
  'What the partners of a run''s site did in its month, minor units; runs submitted before 0030 have none.';
COMMENT ON COLUMN settlement.run_performance.performance_no IS
  'Which time the run was submitted, from 1.';
COMMENT ON COLUMN settlement.run_performance.is_provider IS
  'Whether it is of the orders that name the partner; else of the merchant''s products.';
COMMENT ON COLUMN settlement.run_performance.refunded_consumption IS
  'The refunded share of cash_consumption.';

CREATE TRIGGER performance_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE
    ON settlement.run_performance
   FOR EACH STATEMENT EXECUTE FUNCTION settlement.refuse_change();
ALTER TABLE settlement.run_performance ENABLE ALWAYS TRIGGER performance_never_changes;
