-- Says what a movement on our account means.
--   $1 entry_no integer   $2 detail integer   $3 amount bigint   $4 verdict text   $5 sentence text
--   $6 end_to_end_id text ('': none)   $7 candidates text[]   $8 remainder bigint
INSERT INTO settlement.bank_decision (entry_no, detail, amount, verdict, sentence, end_to_end_id,
                                      candidates, remainder)
VALUES ($1::integer, $2::integer, $3::bigint, $4, $5, nullif($6, ''), $7::text[], $8::bigint)
