-- Which orders name vouchers on several lines is asked by every draft: without an index it reads all
-- order lines for the few that name one (offers/list_voucher_uses).
DO $indexes$
BEGIN
  IF (SELECT relation.relkind = 'r'
        FROM pg_catalog.pg_class AS relation
       WHERE relation.oid = 'marketplace.order_line'::regclass) THEN
    CREATE INDEX IF NOT EXISTS order_line_with_voucher
        ON marketplace.order_line (order_id) WHERE voucher_id IS NOT NULL;
    COMMENT ON INDEX marketplace.order_line_with_voucher IS
      'The lines of an order that name a voucher (rule 9.4).';
  END IF;
END $indexes$;
