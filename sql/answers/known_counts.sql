-- Loaded rows of each quarter against the rows known of the publisher's own files
SELECT quarter, count(*), count_if(row_count = known_count)
    , string_agg(table_name || format(' {:,} of {:,}', row_count, known_count), ', ' ORDER BY table_name)
        FILTER (row_count != known_count)
FROM meta.row_count WHERE known_count IS NOT NULL GROUP BY quarter ORDER BY quarter DESC
