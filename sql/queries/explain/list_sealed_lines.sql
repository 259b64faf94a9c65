-- Where facts stand: their lines on statements of sealed runs, by period.
--   $1 source_kind bigint[]   $2 source_id text[]: every kind with every id
-- Found before they are joined: planning joins with the lines of every sealed run takes longer.
WITH line AS MATERIALIZED (
     SELECT found.run_no, found.statement_no, found.role, found.source_id, found.terms_no,
            found.payee_terms_no, found.natural_period, found.ready_at, found.sales_amount,
            found.voucher_amount, found.rate, found.increment, found.amount, found.tax_amount,
            found.taxes, found.platform, found.source_kind
       FROM settlement.line AS found
      WHERE found.source_id = ANY ($2::text[])
        AND found.source_kind = ANY ($1::bigint[]))
SELECT run.run_no, run.run_id, run.state, run.period, run.as_of, run.site, run.chain_no,
       statement.statement_no, statement.statement_id, statement.partner_id, statement.tab,
       statement.currency::text, line.role, line.source_id, line.terms_no, line.payee_terms_no,
       line.natural_period, line.ready_at, line.sales_amount, line.voucher_amount, line.rate,
       line.increment, line.amount, line.tax_amount, line.taxes, line.platform, line.source_kind,
       statement.content_hash, statement.line_digest, statement.state,
       (SELECT entry.entry_no
          FROM settlement.journal_entry AS entry
         WHERE entry.site = run.site
           AND entry.event = 'seal'
           AND entry.source = statement.statement_id) AS entry_no
  FROM line
  JOIN settlement.run AS run ON run.run_no = line.run_no
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
 ORDER BY run.period, run.run_no, line.source_id, line.role, statement.statement_no
