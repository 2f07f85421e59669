-- Bare report of a quarter
-- Grain:  one row per table that every report has a row of (DRUG, REAC): how many reports of the quarter have none there
SELECT getvariable('quarter') AS quarter
    , named.table_name
    , count(*) FILTER (NOT named.has_row) AS report_count
    , count(*) AS all_count
FROM (
    SELECT 'DRUG' AS table_name
        , primaryid IN (SELECT drug.primaryid FROM staging.report_drug AS drug WHERE drug.primaryid IS NOT NULL) AS has_row
    FROM staging.report
    WHERE primaryid IS NOT NULL
    UNION ALL
    SELECT 'REAC'
        , primaryid IN (SELECT event.primaryid FROM staging.report_event AS event WHERE event.primaryid IS NOT NULL)
    FROM staging.report
    WHERE primaryid IS NOT NULL
) AS named
GROUP BY named.table_name
