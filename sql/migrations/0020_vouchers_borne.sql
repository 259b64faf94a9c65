-- What vouchers cost the platform has an account of its own: its income is posted gross of the part
-- of vouchers that it bears (rule 9.3), and that part against it. Entries of earlier batches were
-- posted net, stay as they are, and are told apart by the batch.

INSERT INTO settlement.account (account_code, kind, name, name_zh, is_per_partner) VALUES
  ('6003', 'income', 'Vouchers borne by the platform', '主营业务收入—代金券抵减', false);
INSERT INTO settlement.posting_rule (event, component, debit_account, credit_account, meaning) VALUES
  ('seal', 'voucher_borne', '6003', '1012', 'the part of vouchers that the platform bears, rule 9.3');

ALTER TABLE settlement.journal_batch ADD COLUMN vouchers_apart boolean NOT NULL DEFAULT false;
ALTER TABLE settlement.journal_batch ALTER COLUMN vouchers_apart SET DEFAULT true;
COMMENT ON COLUMN settlement.journal_batch.vouchers_apart IS
  'Whether income is posted gross of the vouchers that the platform bears; false in older batches.';
