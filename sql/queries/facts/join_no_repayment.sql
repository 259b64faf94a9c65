-- Stands for facts/join_repayment where whoever reads the stream has the repayments (facts/list_repayments).
 CROSS JOIN (SELECT NULL::timestamptz AS repaid_at) AS repayment
