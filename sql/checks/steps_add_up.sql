-- each step from lines to counted cases begins where the one before ended
SELECT step, name, count_in, count_removed, count_out
FROM meta.reconciliation
QUALIFY count_in - count_removed != count_out
    OR (unit = lag(unit) OVER (ORDER BY step) AND count_in != lag(count_out) OVER (ORDER BY step))
    OR count_removed < 0 AND step NOT IN (1)
