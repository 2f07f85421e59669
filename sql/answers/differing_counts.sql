-- Quarters whose loaded tables hold other numbers of rows than the publisher's own files are known to
SELECT quarter, string_agg(table_name || format(' {:,} of {:,}', row_count, known_count), ', ' ORDER BY table_name) AS tables
FROM meta.row_count WHERE row_count != known_count
GROUP BY quarter ORDER BY quarter DESC
