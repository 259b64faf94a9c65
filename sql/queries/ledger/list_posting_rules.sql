-- Which account each component of an event goes to.
SELECT rule.event, rule.component, rule.debit_account, rule.credit_account
  FROM settlement.posting_rule AS rule
