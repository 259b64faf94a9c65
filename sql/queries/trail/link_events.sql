-- Puts events into the chain that a transaction with an older snapshot left out.
SELECT settlement.link_events()
