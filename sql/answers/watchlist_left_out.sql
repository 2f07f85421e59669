-- Counted cases on any of some lists of a watchlist: by a drug in any role, an indication of any drug, or an event
WITH on_list AS (
    SELECT drug.caseid
    FROM faers.case_drug AS drug
    INNER JOIN watchlist.list_drug AS listed
        ON drug.ingredient = listed.ingredient AND (listed.route IS NULL OR drug.route = listed.route)
    WHERE list_contains($lists, listed.list_name)
    UNION
    SELECT indication.caseid
    FROM faers.case_indication AS indication
    INNER JOIN watchlist.list_indication AS listed ON lower(indication.indication_pt) = lower(listed.indication_pt)
    WHERE list_contains($lists, listed.list_name)
    UNION
    SELECT event.caseid
    FROM faers.case_event AS event
    INNER JOIN watchlist.list_event AS listed ON lower(event.event_pt) = lower(listed.event_pt)
    WHERE list_contains($lists, listed.list_name)
)

SELECT count(*) AS case_count
FROM faers.cases
SEMI JOIN on_list USING (caseid)
WHERE is_counted
