-- Event
-- Grain:  one row per preferred term of the counted cases, with its number of cases
-- Reads:  counts.case_term
SELECT event_id
    , count(*) AS case_count
FROM counts.case_term
GROUP BY event_id
