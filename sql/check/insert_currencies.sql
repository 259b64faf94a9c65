-- The minor units of ISO 4217, of the currencies that the facts use (rule 2.1).
INSERT INTO check_currency (currency, minor_units)
SELECT used.currency,
       CASE WHEN used.currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG',
                                   'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')
            THEN 1
            WHEN used.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
            WHEN used.currency IN ('CLF', 'UYW') THEN 10000
            ELSE 100
       END
  FROM (SELECT sold.currency FROM marketplace.order_line AS sold GROUP BY sold.currency
         UNION
        SELECT plan.currency FROM marketplace.price_plan AS plan GROUP BY plan.currency) AS used
