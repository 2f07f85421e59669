-- Rejected lines by file and reason
SELECT quarter, table_name, reason, count(*) AS lines, min(line_number) AS first_line
FROM meta.rejected_line
GROUP BY quarter, table_name, reason
ORDER BY lines DESC, quarter ASC, table_name ASC, reason ASC
