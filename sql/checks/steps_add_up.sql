-- each step from lines to counted cases leaves what came in less what it removed
SELECT step, name, count_in, count_removed, count_out
FROM meta.reconciliation
WHERE count_in - count_removed IS DISTINCT FROM count_out
    OR (count_removed < 0 AND name != 'lines split')
