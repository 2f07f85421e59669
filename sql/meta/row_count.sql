-- Row count
-- Grain:  one row per loaded quarter x table, a table that the zip lacks included: its rows, what they are held against, and
--         what is odd about them
-- Policy: docs/methods.md, Flagged quarters. The typical count is the median of the quarter itself and of the loaded quarters up
--         to a year before and after. Rows within 1% of what the publisher's own file is known to hold are as published
WITH quarter AS (
    SELECT DISTINCT quarter
        , quarter_number(quarter) AS quarter_number
        , is_synthetic
    FROM lake.load
)

, loaded AS (
    SELECT quarter
        , table_name
        , CAST(sum(lines) AS BIGINT) AS line_count
        , CAST(sum(rows_loaded) AS BIGINT) AS row_count
        , CAST(sum(rows_rejected) AS BIGINT) AS rejected_count
        , any_value(missing_columns) AS missing_columns
    FROM lake.load
    GROUP BY quarter, table_name
)

, counted AS (
    SELECT quarter.quarter
        , quarter.quarter_number
        , quarter.is_synthetic
        , named.table_name
        , named.file_name
        , named.is_needed
        , named.is_sized
        , loaded.missing_columns
        , loaded.table_name IS NULL AS is_absent
        , coalesce(loaded.line_count, 0) AS line_count
        , coalesce(loaded.row_count, 0) AS row_count
        , coalesce(loaded.rejected_count, 0) AS rejected_count
    FROM quarter
    CROSS JOIN staging.source_table AS named
    LEFT JOIN loaded USING (quarter, table_name)
)

, typical AS (
    SELECT counted.quarter
        , counted.table_name
        , median(around.row_count) AS typical_count
        , list(around.row_count) FILTER (around.quarter != counted.quarter) AS neighbour_counts
    FROM counted
    INNER JOIN counted AS around
        ON counted.table_name = around.table_name
        AND around.quarter_number BETWEEN counted.quarter_number - 4 AND counted.quarter_number + 4
    GROUP BY counted.quarter, counted.table_name
)

, compared AS (
    -- A folder of samples has no typical size, and a sample that is larger than others has no row too many.
    SELECT typical.quarter
        , typical.table_name
        , typical.typical_count
        , coalesce(len(typical.neighbour_counts), 0) AS neighbour_count
        , 3 * len(list_filter(
            typical.neighbour_counts
            , LAMBDA around: around BETWEEN 0.5 * typical.typical_count AND 2 * typical.typical_count
        )) > 2 * len(typical.neighbour_counts) AS is_even
    FROM typical
)

, hollow AS (
    SELECT filled.quarter
        , filled.table_name
        , string_agg(
            CASE WHEN filled.filled_count = 0
                THEN 'all ' || format('{:,}', counted.row_count) || ' rows have an empty or unknown ' || filled.column_name
                ELSE 'only ' || format('{:,}', filled.filled_count) || ' of ' || format('{:,}', counted.row_count)
                || ' rows have a known ' || filled.column_name
            END
            , '; ' ORDER BY filled.column_name
        ) AS hollow
    FROM staging.filled_value AS filled
    INNER JOIN counted USING (quarter, table_name)
    WHERE filled.filled_count * 2 < counted.row_count
    GROUP BY filled.quarter, filled.table_name
)

SELECT counted.quarter
    , counted.table_name
    , counted.row_count
    , CAST(compared.typical_count AS DOUBLE) AS typical_count
    , compared.neighbour_count
    , CASE WHEN NOT counted.is_synthetic THEN known.known_count END AS known_count
    , coalesce(orphan.row_count, 0) AS orphan_count
    , nullif(concat_ws(
        '; '
        , CASE WHEN NOT counted.is_synthetic AND abs(counted.row_count - known.known_count) <= 0.01 * known.known_count
                THEN NULL
            WHEN counted.is_absent AND compared.typical_count > 0
                THEN 'the zip holds no ' || counted.file_name
                || ', and ' || format('{:,.0f}', compared.typical_count) || ' rows are typical of the quarters around it'
            WHEN counted.row_count = 0 AND counted.is_needed
                THEN 'no row at all'
            WHEN counted.is_sized AND compared.is_even
                AND (
                    counted.row_count < 0.5 * compared.typical_count
                    OR counted.row_count > greatest(
                        2 * compared.typical_count, CASE WHEN NOT counted.is_synthetic THEN known.known_count END
                    )
                )
                AND abs(counted.row_count - compared.typical_count) > 3 * sqrt(greatest(counted.row_count, compared.typical_count))
                THEN format('{:,}', counted.row_count) || CASE counted.row_count WHEN 1 THEN ' row' ELSE ' rows' END
                || ', where ' || format('{:,.0f}', compared.typical_count) || ' are typical of the quarters around it'
        END
        , 'the file has no column ' || counted.missing_columns
        , hollow.hollow
        , CASE WHEN coalesce(orphan.row_count, 0) > 0.1 * counted.row_count
                THEN format('{:,}', orphan.row_count) || ' of ' || format('{:,}', counted.row_count)
                || ' rows name a report that ' || report_table.name || ' does not hold'
        END
        , CASE WHEN bare.report_count > 0.1 * bare.all_count
                THEN format('{:,}', bare.report_count) || ' of ' || format('{:,}', bare.all_count)
                || ' reports have no row in the ' || counted.file_name
        END
        , CASE WHEN counted.rejected_count >= 10 AND counted.rejected_count > 0.01 * counted.line_count
                THEN format('{:,}', counted.rejected_count) || ' of ' || format('{:,}', counted.line_count)
                || ' lines were rejected'
        END
    ), '') AS flag
FROM counted
CROSS JOIN (SELECT table_name AS name FROM staging.source_table WHERE holds_reports) AS report_table
LEFT JOIN compared USING (quarter, table_name)
LEFT JOIN staging.known_count AS known USING (quarter, table_name)
LEFT JOIN hollow USING (quarter, table_name)
LEFT JOIN staging.report_without_rows AS bare USING (quarter, table_name)
LEFT JOIN meta.orphan_row AS orphan USING (quarter, table_name)
ORDER BY counted.quarter, counted.table_name
