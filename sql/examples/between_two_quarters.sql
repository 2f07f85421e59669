-- What changed between two quarters: which events are new to imatinib, or were reported with it much more?
WITH ends AS (
    SELECT min(quarter) AS earlier
        , max(quarter) AS later
    FROM faers.cases
)

, counted AS (
    SELECT reaction.event_pt
        , count(*) FILTER (cases.quarter = ends.earlier) AS cases_earlier
        , count(*) FILTER (cases.quarter = ends.later) AS cases_later
        , any_value(ends.earlier) AS earlier
        , any_value(ends.later) AS later
    FROM faers.suspect AS suspect
    INNER JOIN faers.cases AS cases USING (caseid)
    INNER JOIN faers.case_event AS reaction USING (caseid)
    CROSS JOIN ends
    WHERE suspect.ingredient = 'imatinib'
    GROUP BY reaction.event_pt
)

SELECT event_pt
    , earlier
    , cases_earlier
    , later
    , cases_later
    , cases_later - cases_earlier AS more_cases
FROM counted
WHERE cases_earlier + cases_later > 0
ORDER BY more_cases DESC, event_pt ASC
LIMIT 30;
