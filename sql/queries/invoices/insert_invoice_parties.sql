-- Freezes seller and buyer of the documents of a run that lack them as they are named today. What is
-- issued in the partner's name has it as the seller.
--   $1 run_no integer   $2 the platform's name text   $3 its name in English ('': none)
--   $4 its address ('': none)   $5 its tax number ('': none)
INSERT INTO settlement.invoice_party (invoice_id, role, name, name_en, address, tax_number, detail_no)
SELECT invoice.invoice_id, named.role, named.name, named.name_en, named.address, named.tax_number,
       (SELECT detail.detail_no
          FROM settlement.trade_detail AS detail
         WHERE detail.role = named.detail_role
           AND detail.party = named.party
           AND detail.valid_from <= invoice.issued_on
         ORDER BY detail.valid_from DESC, detail.detail_no DESC
         LIMIT 1)
  FROM settlement.invoice AS invoice
 CROSS JOIN LATERAL (
       (SELECT CASE WHEN invoice.agreement_no IS NULL THEN 'buyer' ELSE 'seller' END AS role,
               'partner' AS detail_role, invoice.partner_id AS party,
               statement.partner_name AS name, statement.partner_name_en AS name_en,
               statement.partner_address AS address, statement.partner_tax_number AS tax_number
          FROM settlement.statement AS statement
         WHERE statement.run_no = invoice.run_no
           AND statement.partner_id = invoice.partner_id
         ORDER BY statement.statement_no
         LIMIT 1)
        UNION ALL
        SELECT CASE WHEN invoice.agreement_no IS NULL THEN 'seller' ELSE 'buyer' END, 'issuer',
               invoice.site, $2::text, nullif($3::text, ''), nullif($4::text, ''),
               nullif($5::text, '')) AS named
 WHERE invoice.run_no = $1::integer
   AND NOT EXISTS (
       SELECT FROM settlement.invoice_party AS party WHERE party.invoice_id = invoice.invoice_id)
