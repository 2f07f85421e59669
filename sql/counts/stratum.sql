-- Stratum
-- Grain:  one row per stratum with counted cases
-- Reads:  counts.case_stratum
SELECT stratum_id
    , count(*) AS case_count
FROM counts.case_stratum
GROUP BY stratum_id
