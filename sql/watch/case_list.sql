-- Lists of a case
-- Grain:  one row per case that stands on a list that some analysis leaves out: the lists, sorted
-- Policy: a drug of the list in any role, by its route where the list gives one; an indication of any drug; an event
WITH member AS (
    SELECT reported.caseid
        , listed.list_name
    FROM faers.case_drug AS reported
    INNER JOIN watchlist.list_drug AS listed ON reported.ingredient = listed.ingredient AND listed.route IS NULL
    UNION ALL
    SELECT caseid
        , list_name
    FROM watch.routed_list
    WHERE watchlist = (SELECT name FROM watchlist.protocol)
    UNION ALL
    SELECT reported.caseid
        , listed.list_name
    FROM faers.case_indication AS reported
    INNER JOIN watchlist.list_indication AS listed ON lower(reported.indication_pt) = lower(listed.indication_pt)
    UNION ALL
    SELECT reported.caseid
        , listed.list_name
    FROM faers.case_event AS reported
    INNER JOIN watchlist.list_event AS listed ON lower(reported.event_pt) = lower(listed.event_pt)
)

SELECT caseid
    , list_sort(list(DISTINCT list_name)) AS lists
FROM member
SEMI JOIN (SELECT DISTINCT unnest(leave_out) AS list_name FROM watchlist.analysis) AS left_out USING (list_name)
GROUP BY caseid
