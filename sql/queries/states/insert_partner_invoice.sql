-- Keeps an invoice that a partner sent for a statement.
--   $1 run_no integer   $2 statement_no integer   $3 number text   $4 issued_on date
--   $5 gross bigint   $6 tax_rate integer, millionths   $7 title text   $8 remark text
--   $9 flaws text, empty where none   $10 received_by text   $11 received_at timestamptz
INSERT INTO settlement.partner_invoice (run_no, statement_no, attempt, number, issued_on, gross,
                                        tax_rate, title, remark, flaws, received_by, received_at)
SELECT $1::integer, $2::integer,
       1 + (SELECT count(*)
              FROM settlement.partner_invoice AS before
             WHERE before.run_no = $1::integer
               AND before.statement_no = $2::integer),
       $3, $4::date, $5::bigint, $6::integer, $7, $8, $9, $10, $11::timestamptz
