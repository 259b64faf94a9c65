-- Has the transaction keep a month's vouchers in memory while they are joined (ledger/list_vouchers),
-- and not compile what runs for a second or two.
SELECT set_config('work_mem', '128MB', true), set_config('jit', 'off', true)
