-- Lines and rows of every file
SELECT quarter, table_name, lines, lines_split, lines_joined, rows_loaded, rows_repaired, rows_rejected, note
FROM meta.load
ORDER BY quarter DESC, table_name ASC
