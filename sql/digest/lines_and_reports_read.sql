-- Lines and reports of each quarter, and of all; reports_known: those that the publisher's own files hold, where known
WITH load AS (
    SELECT quarter, lines, rows_loaded, rows_repaired, rows_rejected, table_name = $report_table AS is_report
        -- known of a table of a quarter, whatever its number of files
        , CASE WHEN row_number() OVER (PARTITION BY quarter, table_name ORDER BY member) = 1 THEN rows_known END AS rows_known
        , rows_known IS NOT NULL AS is_known
    FROM meta.load
)

SELECT coalesce(quarter, 'all') AS quarter
    , coalesce(sum(rows_loaded) FILTER (is_report), 0)::BIGINT AS reports
    , sum(lines)::BIGINT AS lines
    , sum(rows_loaded)::BIGINT AS rows_loaded
    , sum(rows_repaired)::BIGINT AS rows_repaired
    , sum(rows_rejected)::BIGINT AS rows_rejected
    , sum(rows_known) FILTER (is_report)::BIGINT AS reports_known
    , sum(rows_loaded) FILTER (is_report AND is_known)::BIGINT AS reports_of_known
FROM load
GROUP BY rollup (quarter)
ORDER BY grouping(quarter) DESC, load.quarter DESC
