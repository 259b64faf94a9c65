-- Takes what works with the owner's rights from everybody: a restore opens it to all.
SELECT settlement.close_functions()
