-- Lets every customer who bought on credit repay the month, the first half of them in time.
--   $1 month date   $2 repaid_at timestamptz
INSERT INTO marketplace.repayment (customer_id, month, repaid_at)
SELECT 'C-' || number, $1::date, $2::timestamptz
  FROM generate_series(1, 50000) AS number
