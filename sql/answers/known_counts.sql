-- How many loaded tables hold as many rows as are known of the publisher's own files
SELECT count(*) AS compared, count_if(row_count = known_count) AS equal
FROM meta.row_count WHERE known_count IS NOT NULL HAVING compared > 0
