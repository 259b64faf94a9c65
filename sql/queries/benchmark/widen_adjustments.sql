-- Adds an approved adjustment of every tenth merchant, some in each month.
INSERT INTO settlement.adjustment (site, partner_id, tab, currency, amount, reason_code, reason,
            author, written_at, approver, approved_at)
SELECT merchant.site, merchant.partner_id, 'general', 'CNY', 1234 - number.place % 5 * 1000,
       'GOODWILL', 'generated', 'a', decided.at, 'b', decided.at
  FROM marketplace.partner AS merchant
 CROSS JOIN LATERAL (SELECT substr(merchant.partner_id, 3)::integer AS place) AS number
 CROSS JOIN LATERAL (
       SELECT timestamptz '2026-09-20 12:00+08' + number.place % 3 * interval '30 days' AS at)
       AS decided
 WHERE merchant.kind = 'merchant'
   AND number.place % 10 IN (1, 5)
