-- Where facts stand: their lines on statements of sealed runs, by period.
--   $1 source_kind bigint[]   $2 source_id text[]: every kind with every id
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
  FROM settlement.line AS line
  JOIN settlement.run AS run ON run.run_no = line.run_no
  JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
 WHERE line.source_id = ANY ($2::text[])
   AND line.source_kind = ANY ($1::bigint[])
 ORDER BY run.period, run.run_no, line.source_id, line.role, statement.statement_no
