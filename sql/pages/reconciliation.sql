-- Every step from lines to counted cases
SELECT step, name, unit, count_in, count_removed, count_out, meaning
FROM meta.reconciliation
ORDER BY step
