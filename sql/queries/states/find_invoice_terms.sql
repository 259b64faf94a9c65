-- What a partner's invoice for a statement must say, and whether its number was used elsewhere.
--   $1 run_no integer   $2 statement_no integer   $3 number text
-- Returns 0 or 1 row: invoice_tax_rate integer, millionths (null: none was agreed);
-- used_for text, another statement of the partner with that invoice (null: none).
SELECT partner.invoice_tax_rate,
       (SELECT min(other.statement_id)
          FROM settlement.partner_invoice AS invoice
          JOIN settlement.statement AS other
            ON other.run_no = invoice.run_no
           AND other.statement_no = invoice.statement_no
         WHERE invoice.number = $3
           AND invoice.flaws = ''
           AND other.partner_id = statement.partner_id
           AND (other.run_no, other.statement_no) <> (statement.run_no, statement.statement_no))
  FROM settlement.statement AS statement
  LEFT JOIN settlement.run_partner AS partner
    ON partner.run_no = statement.run_no
   AND partner.partner_id = statement.partner_id
 WHERE statement.run_no = $1::integer
   AND statement.statement_no = $2::integer
