-- Event of a counted case, of a quarter
-- Grain:  one row per counted case x preferred term by its number
SELECT event.caseid
    , event.event_id
FROM latest.event AS event
SEMI JOIN (SELECT caseid FROM cases.cases WHERE is_counted) AS counted USING (caseid)
