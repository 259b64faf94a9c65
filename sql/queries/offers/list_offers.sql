-- Every merchant-exclusive offer, by key. Rule 9.4.
-- Returns offer_id, kind, state, valid_from, valid_to, merchant_id, name.
SELECT offer.offer_id, offer.kind, offer.state, offer.valid_from, offer.valid_to,
       offer.merchant_id, offer.name
  FROM marketplace.offer AS offer
 ORDER BY offer.offer_id COLLATE "C"
