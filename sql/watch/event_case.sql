-- Cases of a watched event
-- Grain:  one row per watched event (term or group) x counted case that reports it
WITH reporting AS (
    SELECT DISTINCT event.event
        , event.event_kind
        , reported.caseid
    FROM faers.case_event AS reported
    INNER JOIN watchlist.event AS event ON lower(reported.event_pt) = lower(event.event_pt)
)

SELECT reporting.event
    , reporting.event_kind
    , counted.case_number
    , counted.profile_id
    , counted.is_compared
FROM reporting
INNER JOIN watch.counted_case AS counted USING (caseid)
