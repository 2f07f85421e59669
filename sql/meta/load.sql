-- Load
-- Grain:  one row per file of a quarter's zip
-- Policy: the flag of a table that the zip lacks stands with the file of reports
WITH flagged AS (
    SELECT row_count.quarter
        , coalesce(file.table_name, report_table.name) AS table_name
        , string_agg(row_count.flag, '; ' ORDER BY row_count.table_name = report_table.name DESC, row_count.table_name) AS flag
    FROM meta.row_count AS row_count
    CROSS JOIN (SELECT table_name AS name FROM staging.source_table WHERE holds_reports) AS report_table
    LEFT JOIN (SELECT DISTINCT quarter, table_name FROM lake.load) AS file USING (quarter, table_name)
    WHERE row_count.flag IS NOT NULL
    GROUP BY ALL
)

SELECT load.quarter
    , load.table_name
    , load.member
    , load.sha256
    , load.zip_name
    , load.zip_sha256
    , load.lines
    , load.lines_split
    , load.lines_joined
    , load.rows_loaded
    , load.rows_repaired
    , load.rows_rejected
    , row_count.known_count AS rows_known
    , load.note
    , flagged.flag
FROM lake.load AS load
LEFT JOIN meta.row_count AS row_count USING (quarter, table_name)
LEFT JOIN flagged USING (quarter, table_name)
ORDER BY load.quarter, load.table_name, load.member
