-- Count of a pair in a quarter
-- Grain:  one row per suspect ingredient x preferred term with a counted case of the quarter
SELECT ingredient_id
    , event_id
    , count(*) AS case_count
FROM cases.suspect
INNER JOIN cases.event USING (caseid)
GROUP BY ingredient_id, event_id
