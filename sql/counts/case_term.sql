-- Case term
-- Grain:  one row per counted case x preferred term, as numbers
-- Reads:  staging.counted_event, counts.counted_case
SELECT counted.case_number
    , event.event_id
FROM staging.counted_event AS event
INNER JOIN counts.counted_case AS counted USING (caseid)
