-- Who may use which offer, by offer.
-- Returns offer_id, customer_ids.
SELECT member.offer_id, array_agg(member.customer_id ORDER BY member.customer_id COLLATE "C")
  FROM marketplace.offer_customer AS member
 GROUP BY member.offer_id
 ORDER BY member.offer_id COLLATE "C"
