-- Issued documents, by number, with their parties as they were frozen.
--   $1 run_no integer (0: all)   $2 period integer (0: all)   $3 site text ('': all)
--   $4 partner_id text ('': all)   $5 invoice_id text ('': all)
SELECT invoice.invoice_id, invoice.site, invoice.kind, invoice.year, invoice.number, invoice.run_no,
       invoice.period, invoice.partner_id, invoice.currency::text, invoice.issued_on,
       invoice.issued_at, invoice.statement_ids, invoice.base, invoice.net, invoice.tax_rate,
       invoice.tax, invoice.gross, invoice.original_id, invoice.reason,
       original.digest, original.signer, original.signed_by, original.signed_at,
       seller.name, seller.name_en, seller.address, seller.tax_number,
       issuing.country::text, issuing.address_lines, issuing.city, issuing.post_code,
       issuing.subdivision, issuing.tax_number, issuing.registration, issuing.registration_scheme,
       issuing.electronic_address, issuing.address_scheme, issuing.name,
       issuing.name_en, coalesce(agreement.untaxed_as, issuing.untaxed_as),
       buyer.name, buyer.name_en, buyer.address, buyer.tax_number,
       buying.country::text, buying.address_lines, buying.city, buying.post_code,
       buying.subdivision, buying.tax_number, buying.registration, buying.registration_scheme,
       buying.electronic_address, buying.address_scheme, buying.name,
       buying.name_en, stamp.stamped_at, stamp.authority, invoice.rounding, invoice.set_off,
       legal.number, legal.issued_on,
       invoice.replacement_id, corrected.issued_on, replacing.invoice_id, cancelling.invoice_id,
       invoice.verification_address,
       CASE invoice.kind WHEN 'self_billed' THEN invoice.net - (
            SELECT coalesce(sum(part.net), 0)
              FROM settlement.credited_part AS part
             WHERE part.invoice_id = invoice.invoice_id)::bigint END,
       own.stamped_at, own.authority, invoice.words_by_language
  FROM settlement.invoice AS invoice
  JOIN settlement.invoice_party AS seller
    ON seller.invoice_id = invoice.invoice_id AND seller.role = 'seller'
  JOIN settlement.invoice_party AS buyer
    ON buyer.invoice_id = invoice.invoice_id AND buyer.role = 'buyer'
  LEFT JOIN settlement.trade_detail AS issuing ON issuing.detail_no = seller.detail_no
  LEFT JOIN settlement.trade_detail AS buying ON buying.detail_no = buyer.detail_no
  LEFT JOIN settlement.self_billing_agreement AS agreement
    ON agreement.agreement_no = invoice.agreement_no
  LEFT JOIN settlement.invoice_original AS original ON original.invoice_id = invoice.invoice_id
  LEFT JOIN settlement.signature_stamp AS own ON own.invoice_id = invoice.invoice_id
  LEFT JOIN settlement.time_stamp_leaf AS leaf ON leaf.invoice_id = invoice.invoice_id
  LEFT JOIN settlement.time_stamp AS stamp ON stamp.stamp_no = leaf.stamp_no
  LEFT JOIN LATERAL (
       SELECT given.number, given.issued_on
         FROM settlement.legal_number AS given
        WHERE given.invoice_id = invoice.invoice_id
        ORDER BY given.entry_no DESC
        LIMIT 1) AS legal ON true
  LEFT JOIN settlement.invoice AS corrected ON corrected.invoice_id = invoice.original_id
  LEFT JOIN settlement.invoice AS replacing
    ON replacing.original_id = invoice.invoice_id AND replacing.kind IN ('fee', 'fee_corrected', 'self_billed')
  LEFT JOIN settlement.invoice AS cancelling ON cancelling.replacement_id = invoice.invoice_id
 WHERE ($1::integer = 0 OR invoice.run_no = $1::integer)
   AND ($2::integer = 0 OR invoice.period = $2::integer)
   AND ($3 = '' OR invoice.site = $3)
   AND ($4 = '' OR invoice.partner_id = $4)
   AND ($5 = '' OR invoice.invoice_id = $5)
 ORDER BY invoice.entity, invoice.kind, invoice.year, invoice.number
