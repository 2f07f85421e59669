-- every rejected line is kept with its reason
SELECT load.quarter, load.table_name, load.member, load.rows_rejected, count(line.line_number) AS kept_count
FROM meta.load AS load
LEFT JOIN meta.rejected_line AS line USING (quarter, table_name, member)
GROUP BY load.quarter, load.table_name, load.member, load.rows_rejected
HAVING count(line.line_number) != load.rows_rejected OR count(line.reason) != load.rows_rejected
