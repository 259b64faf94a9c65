-- Agreements on self-billing, by partner, what counts last first.
--   $1 partner_id text ('': all)
SELECT agreement.agreement_no, agreement.partner_id, series.entity, agreement.valid_from,
       agreement.valid_until, agreement.reference, agreement.untaxed_as, agreement.entered_by,
       agreement.entered_at
  FROM settlement.self_billing_agreement AS agreement
  JOIN settlement.self_billing_series AS series ON series.partner_id = agreement.partner_id
 WHERE ($1 = '' OR agreement.partner_id = $1)
 ORDER BY agreement.partner_id, agreement.valid_from DESC, agreement.agreement_no DESC
