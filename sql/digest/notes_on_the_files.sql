-- Remarks on files: flags first, then counts that differ from those known of the publisher's own, then notes
-- Where more than three quarters' counts differ, as in a folder of extracts, one remark says so of all
WITH differing AS (
    SELECT quarter
        , table_name
        , sum(rows_loaded)::BIGINT AS held
        , any_value(rows_known) AS known
    FROM meta.load
    GROUP BY quarter, table_name
    HAVING abs(held - known) > 0.01 * known
)

, summed AS (
    SELECT CASE WHEN counted.quarter_count > 3 THEN counted.quarter_count || ' quarters' ELSE differing.quarter END AS quarter
        , differing.table_name
        , sum(differing.held)::BIGINT AS held
        , sum(differing.known)::BIGINT AS known
    FROM differing
    CROSS JOIN (SELECT count(DISTINCT quarter) AS quarter_count FROM differing) AS counted
    GROUP BY ALL
)

, in_words AS (
    SELECT summed.*
        , CASE table_name WHEN $report_table THEN 'reports' ELSE 'rows of ' || table_name END AS rows_in_words
        , CASE table_name WHEN $report_table THEN '' ELSE table_name END AS place_of_table
    FROM summed
)

, remark AS (
    SELECT quarter, table_name, 'flagged: ' || flag AS note, 1 AS importance
    FROM meta.load
    WHERE flag IS NOT NULL
    UNION
    SELECT quarter
        , 'as loaded'
        , arg_min(
            format('{:,} {}, where {}''s own files have {:,}', held, rows_in_words, $publisher, known), place_of_table
        ) || CASE count(*)
            WHEN 1 THEN ''
            WHEN 2 THEN '; 1 more table has another number of rows, too'
            ELSE format('; {} more tables have other numbers of rows, too', count(*) - 1)
        END
        , 2
    FROM in_words
    GROUP BY quarter
    UNION
    SELECT quarter, table_name, note, 3
    FROM meta.load
    WHERE note IS NOT NULL AND note <> ''
)

SELECT quarter, table_name, note
FROM remark
ORDER BY importance ASC, quarter DESC, table_name ASC, note ASC
