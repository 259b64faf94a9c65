-- Every voucher, by key. Rule 9.4.
-- Returns voucher_id, category, charging_mode (null: any but usage), threshold_amount, currency,
-- valid_from, valid_to.
SELECT voucher.voucher_id, voucher.category, voucher.charging_mode, voucher.threshold_amount,
       voucher.currency::text, voucher.valid_from, voucher.valid_to
  FROM marketplace.voucher AS voucher
 ORDER BY voucher.voucher_id COLLATE "C"
