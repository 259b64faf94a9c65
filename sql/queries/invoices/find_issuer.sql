-- Who issues the documents of a site on a day.
--   $1 site text   $2 day date
SELECT issuer.name, issuer.name_zh, issuer.address, issuer.tax_number, issuer.fee_tax_rate
  FROM settlement.issuer AS issuer
 WHERE issuer.site = $1
   AND issuer.valid_from <= $2
 ORDER BY issuer.valid_from DESC
 LIMIT 1
