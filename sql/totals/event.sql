-- Event
-- Grain:  one row per preferred term of the counted cases, with its number of cases
SELECT event_id
    , CAST(sum(case_count) AS BIGINT) AS case_count
FROM totals.event_count
GROUP BY event_id
