-- Rejected lines by file and reason
SELECT quarter, table_name, reason, count(*) AS lines
FROM meta.rejected_line
GROUP BY quarter, table_name, reason
ORDER BY lines DESC, quarter DESC, table_name ASC, reason ASC
