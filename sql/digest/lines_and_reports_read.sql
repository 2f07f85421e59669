-- Lines and reports of each quarter, and of all
SELECT coalesce(quarter, 'all') AS quarter
    , coalesce(sum(rows_loaded) FILTER (table_name = $report_table), 0)::BIGINT AS reports
    , sum(lines)::BIGINT AS lines
    , sum(rows_loaded)::BIGINT AS rows_loaded
    , sum(rows_repaired)::BIGINT AS rows_repaired
    , sum(rows_rejected)::BIGINT AS rows_rejected
FROM meta.load
GROUP BY rollup (quarter)
ORDER BY grouping(quarter) DESC, meta.load.quarter DESC
