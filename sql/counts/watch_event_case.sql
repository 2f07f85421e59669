-- Cases of a watched event
-- Grain:  one row per watched event (term or group) x counted case that reports it
-- Reads:  faers.case_event, counts.counted_case, watchlist.event
SELECT DISTINCT event.event
    , event.event_kind
    , counted.case_number
    , counted.is_no_ms_context
FROM faers.case_event AS reported
INNER JOIN watchlist.event AS event ON lower(reported.event_pt) = lower(event.event_pt)
INNER JOIN counts.counted_case AS counted USING (caseid)
