-- Lets the planner know what a check joins to every fact.
ANALYZE check_run, check_sight, check_watch, check_currency, check_terms, check_payee_terms,
        check_refund
