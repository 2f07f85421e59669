-- Event by stratum
-- Grain:  one row per preferred term x stratum with counted cases
-- Reads:  counts.case_term, counts.case_stratum
SELECT event_id
    , stratum_id
    , count(*) AS case_count
FROM counts.case_term
INNER JOIN counts.case_stratum USING (case_number)
GROUP BY event_id, stratum_id
