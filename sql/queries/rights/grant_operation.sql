-- Gives a role what daemon and commands need, and takes everything else of ours from it.
--   $1 role text   $2 may_import boolean
SELECT settlement.grant_operation($1::name, $2::boolean)
