-- What was rejected, where, and how much of each file is that?
SELECT load.quarter
    , load.table_name
    , load.lines
    , load.rows_rejected
    , load.rows_repaired
    , list(DISTINCT rejected.reason) FILTER (rejected.reason IS NOT NULL) AS reasons
FROM meta.load AS load
LEFT JOIN meta.rejected_line AS rejected
    ON load.quarter = rejected.quarter AND load.table_name = rejected.table_name AND load.member = rejected.member
GROUP BY load.quarter, load.table_name, load.member, load.lines, load.rows_rejected, load.rows_repaired
ORDER BY load.rows_rejected DESC, load.quarter ASC, load.table_name ASC;
