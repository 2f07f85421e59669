-- Remarks on files: flags first, then counts that differ from those known of the publisher's own, then notes
WITH remark AS (
    SELECT quarter, table_name, 'flagged: ' || flag AS note, 1 AS importance
    FROM meta.load
    WHERE flag IS NOT NULL
    UNION
    SELECT quarter, 'of any table', 'rows differ from those known of ' || $publisher || '''s own files: '
        || string_agg(table_name || format(' {:,} of {:,}', held, rows_known), ', ' ORDER BY table_name), 2
    FROM (
        SELECT quarter, table_name, sum(rows_loaded)::BIGINT AS held
            , any_value(rows_known) AS rows_known
        FROM meta.load
        GROUP BY quarter, table_name
    )
    WHERE abs(held - rows_known) > 0.01 * rows_known
    GROUP BY quarter
    UNION
    SELECT quarter, table_name, note, 3
    FROM meta.load
    WHERE note IS NOT NULL AND note <> ''
)

SELECT quarter, table_name, note
FROM remark
ORDER BY importance ASC, quarter DESC, table_name ASC, note ASC
