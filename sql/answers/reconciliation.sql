-- Every step from lines to counted cases
SELECT name AS step, count_in AS "in", count_removed AS removed, count_out AS "left", meaning
FROM meta.reconciliation AS reconciliation ORDER BY reconciliation.step
