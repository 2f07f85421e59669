-- Deleted case
-- Grain:  one row per case number on any deleted list of any quarter; `quarter` is the latest list that names it
SELECT TRY_CAST(trim(caseid) AS BIGINT) AS caseid
    , max(quarter) AS quarter
FROM lake.deleted_case
GROUP BY ALL
