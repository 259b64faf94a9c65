-- Writes the statements of a run with their partners as they are named now.
--   $1 run_no   $2 site   $3 period   $4 statement_no[]   $5 statement_id[]   $6 partner_id[]
--   $7 tab[]   $8 currency[]   $9 opening[]   $10 lines_total[]   $11 adjustments_total[]
--   $12 orders: count, sales, voucher, amount, taxes, platform, csp, reseller, operator of each
--       statement in turn, bigint[]
--   $13 refunds: the same   $14 line_digest[] hexadecimal   $15 content_hash[] hexadecimal
--   $16 role[]   $17 adjustment_count[]   $18 incentive_count[]   $19 incentives_total[]
INSERT INTO settlement.statement (
       run_no, statement_no, statement_id, site, period, partner_id, tab, currency, opening_balance,
       lines_total, adjustments_total, net, payable, closing_balance, line_count, order_count,
       order_sales, order_voucher, order_amount, order_taxes, order_platform, refund_count,
       refund_sales, refund_voucher, refund_amount, refund_taxes, refund_platform, line_digest,
       content_hash, partner_name, partner_name_en, partner_address, partner_tax_number,
       partner_locale, state, role, adjustment_count, incentive_count, incentives_total, order_csp,
       order_reseller, order_operator, refund_csp, refund_reseller, refund_operator)
SELECT $1::integer, planned.statement_no, planned.statement_id, $2, $3::integer, planned.partner_id,
       planned.tab, planned.currency, planned.opening, planned.lines_total, planned.adjustments,
       planned.net, greatest(planned.net, 0), least(planned.net, 0),
       planned.orders[1] + planned.refunds[1] + planned.adjustment_count + planned.incentive_count,
       planned.orders[1], planned.orders[2],
       planned.orders[3], planned.orders[4], planned.orders[5], planned.orders[6],
       planned.refunds[1], planned.refunds[2], planned.refunds[3], planned.refunds[4],
       planned.refunds[5], planned.refunds[6], decode(planned.line_digest, 'hex'),
       decode(planned.content_hash, 'hex'), partner.name, partner.name_en, partner.address,
       partner.tax_number, partner.locale, 'planned',
       planned.role, planned.adjustment_count, planned.incentive_count, planned.incentives,
       planned.orders[7], planned.orders[8], planned.orders[9], planned.refunds[7],
       planned.refunds[8], planned.refunds[9]
  FROM (SELECT given.*, given.opening + given.lines_total + given.adjustments AS net,
               ($12::bigint[])[given.place * 9 - 8 : given.place * 9] AS orders,
               ($13::bigint[])[given.place * 9 - 8 : given.place * 9] AS refunds
          FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
                      $10::bigint[], $11::bigint[], $14::text[], $15::text[], $16::bigint[],
                      $17::bigint[], $18::bigint[], $19::bigint[]) WITH ORDINALITY
               AS given (statement_no, statement_id, partner_id, tab, currency, opening, lines_total,
                         adjustments, line_digest, content_hash, role, adjustment_count,
                         incentive_count, incentives, place)) AS planned
  JOIN marketplace.partner AS partner ON partner.partner_id = planned.partner_id
