-- every line of the source's files was loaded or rejected
SELECT quarter, table_name, member, lines, lines_split, lines_joined, rows_loaded, rows_rejected
FROM meta.load
WHERE lines + lines_split - lines_joined IS DISTINCT FROM rows_loaded + rows_rejected
