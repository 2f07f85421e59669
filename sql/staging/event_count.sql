-- Count of an event in a quarter, by stratum
-- Grain:  one row per preferred term x stratum with counted cases of the quarter
-- Made as: table, by quarter
-- Reads:  staging.counted_event, staging.case_stratum
SELECT event_id
    , age_band
    , sex
    , receipt_year
    , count(*) AS case_count
FROM staging.counted_event
INNER JOIN staging.case_stratum USING (caseid)
GROUP BY event_id, age_band, sex, receipt_year
