-- Puts the completed refunds of each order line in order, and says which part of its legs has gone
-- before and after each (rules 6.1 and 6.2). A refund that exceeds what is left does not count, nor
-- in what follows (rule 6.4), so that lines refunded beyond their measure are walked one by one.
-- The measure is what was paid; where nothing was, the voucher; where neither, the first takes all.
INSERT INTO check_refund (refund_id, line_id, place, completed_at, paid, voucher, before, after, base)
  WITH RECURSIVE measured AS (
       SELECT refund.refund_id, refund.line_id, refund.completed_at, refund.paid_refunded AS paid,
              refund.voucher_returned AS voucher,
              (CASE WHEN sold.sales_amount <> sold.voucher_amount THEN refund.paid_refunded
                    ELSE refund.voucher_returned END)::numeric AS part,
              (CASE WHEN sold.sales_amount <> sold.voucher_amount
                    THEN sold.sales_amount::numeric - sold.voucher_amount
                    ELSE sold.voucher_amount END) AS whole,
              sold.sales_amount = sold.voucher_amount
              AND (refund.paid_refunded > 0
                   OR sold.voucher_amount = 0 AND refund.voucher_returned > 0) AS is_too_much
         FROM marketplace.refund AS refund
         JOIN marketplace.order_line AS sold ON sold.line_id = refund.line_id
        CROSS JOIN check_run AS checked
        WHERE refund.status = 'completed'
          AND refund.completed_at < checked.cutoff
          AND (checked.one_in = 1
               OR hashtextextended(refund.line_id, checked.seed) % checked.one_in = 0
               OR (checked.needs_consumption
                   AND hashtextextended(sold.csp_id, checked.seed) % checked.one_in = 0))),
       placed AS (
       SELECT measured.*,
              row_number() OVER in_order AS place,
              sum(measured.part) OVER in_order AS gone,
              sum(measured.part) OVER (PARTITION BY measured.line_id) AS gone_at_last
         FROM measured
        WHERE NOT measured.is_too_much
       WINDOW in_order AS (PARTITION BY measured.line_id
                               ORDER BY measured.completed_at, measured.refund_id COLLATE "C"
                                ROWS UNBOUNDED PRECEDING)),
       walked AS (
       SELECT placed.line_id, 0::bigint AS place, 0::numeric AS gone
         FROM placed
        WHERE placed.gone_at_last > placed.whole
          AND placed.place = 1
        UNION ALL
       SELECT placed.line_id, placed.place,
              CASE WHEN walked.gone + placed.part > placed.whole THEN walked.gone
                   ELSE walked.gone + placed.part END
         FROM walked
         JOIN placed
           ON placed.line_id = walked.line_id
          AND placed.place = walked.place + 1)
SELECT placed.refund_id, placed.line_id, placed.place, placed.completed_at, placed.paid,
       placed.voucher,
       CASE WHEN placed.whole = 0 THEN (placed.place > 1)::integer
            ELSE coalesce(before.gone, placed.gone - placed.part) END,
       CASE WHEN placed.whole = 0 THEN 1
            ELSE coalesce(before.gone + placed.part, placed.gone) END,
       CASE WHEN placed.whole = 0 THEN 1 ELSE placed.whole END
  FROM placed
  LEFT JOIN walked AS before
    ON before.line_id = placed.line_id
   AND before.place = placed.place - 1
 WHERE coalesce(before.gone + placed.part, placed.gone) <= placed.whole
