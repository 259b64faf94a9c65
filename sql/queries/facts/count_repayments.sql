-- How many repayments there are, counted no further than asked for.
--   $1 most bigint
SELECT count(*) AS repayments
  FROM (SELECT FROM marketplace.repayment AS repayment LIMIT $1::bigint) AS counted
