-- What vouchers are used for is summed once a run, for the few orders that name vouchers on several
-- lines (offers/list_voucher_uses), and looked up in memory: the stream of order lines joins less.
DROP VIEW settlement.voucher_use;
