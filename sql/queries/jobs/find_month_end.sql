-- How far a site is closed, and whether it has anything to close.
--   $1 site text
-- Returns 1 row: last_sealed (null: none), first_live (null: no run is open), has_merchants.
SELECT (SELECT max(sealed.period)
          FROM settlement.run AS sealed
         WHERE sealed.site = $1
           AND sealed.state = 'sealed'),
       (SELECT min(live.period)
          FROM settlement.run AS live
         WHERE live.site = $1
           AND live.state IN ('computing', 'draft', 'in_review', 'approved')),
       EXISTS (
       SELECT
         FROM marketplace.partner AS merchant
        WHERE merchant.site = $1
          AND merchant.kind = 'merchant')
