-- Case term
-- Grain:  one row per counted case x preferred term, as numbers
SELECT counted.case_number
    , event.event_id
FROM cases.event AS event
INNER JOIN watch.counted_case AS counted USING (caseid)
