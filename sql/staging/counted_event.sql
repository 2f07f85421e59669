-- Event of a counted case, of a quarter
-- Grain:  one row per counted case x preferred term by its number
-- Made as: table, by quarter
-- Reads:  staging.cases, staging.case_event
SELECT event.caseid
    , event.event_id
FROM staging.case_event AS event
SEMI JOIN (SELECT caseid FROM staging.cases WHERE is_counted) AS counted USING (caseid)
