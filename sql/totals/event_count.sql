-- Count of an event in a quarter, by stratum
-- Grain:  one row per preferred term x stratum with counted cases of the quarter
SELECT event_id
    , age_band
    , sex
    , receipt_year
    , count(*) AS case_count
FROM cases.event
INNER JOIN cases.stratum USING (caseid)
GROUP BY event_id, age_band, sex, receipt_year
