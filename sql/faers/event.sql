-- Event
-- Grain:  one row per preferred term that a counted case names, or that the watchlist names (case_count 0 where no case does)
WITH counted AS (
    SELECT term.event_pt
        , event.case_count
    FROM totals.event AS event
    INNER JOIN names.event_term AS term USING (event_id)
)

, watched AS (
    SELECT DISTINCT event_pt
    FROM watchlist.event
)

SELECT coalesce(counted.event_pt, watched.event_pt) AS event_pt
    , coalesce(counted.case_count, 0) AS case_count
    , watched.event_pt IS NOT NULL AS is_watched
FROM counted
FULL JOIN watched ON lower(counted.event_pt) = lower(watched.event_pt)
ORDER BY event_pt
