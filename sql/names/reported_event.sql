-- Event spelling of a quarter
-- Grain:  one row per spelling of a preferred term in a quarter, with its number of REAC rows
-- Made as: table, by quarter
-- Reads:  staging.report_event
SELECT pt
    , count(*) AS record_count
FROM staging.report_event
WHERE pt IS NOT NULL
GROUP BY pt
