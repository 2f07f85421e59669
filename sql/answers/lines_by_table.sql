-- Lines and rows summed by table, and their total
SELECT coalesce(load.table_name, 'all') AS table, count(*) AS files, sum(lines)::BIGINT AS lines
    , sum(lines_split)::BIGINT AS split, sum(lines_joined)::BIGINT AS joined, sum(rows_loaded)::BIGINT AS loaded
    , sum(rows_repaired)::BIGINT AS repaired, sum(rows_rejected)::BIGINT AS rejected
FROM meta.load AS load GROUP BY rollup (load.table_name) ORDER BY grouping(load.table_name), load.table_name
