-- Event spelling of a quarter
-- Grain:  one row per spelling of a preferred term in a quarter, with its number of REAC rows
-- Made as: table, by quarter
-- Reads:  staging.reac
SELECT pt
    , count(*) AS record_count
FROM staging.reac
WHERE pt IS NOT NULL
GROUP BY pt
