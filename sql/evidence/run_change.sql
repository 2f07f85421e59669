-- Quarters, watchlist and code that changed since the publication before
-- Grain:  one row per quarter that came or went, and one for the watchlist and the code where they changed
WITH quarter AS (
    SELECT coalesce(now.quarter, was.quarter) AS reference
        , was.quarter IS NOT NULL AS was_there
        , now.quarter IS NOT NULL AS is_there
    FROM (SELECT unnest(quarters) AS quarter FROM run.publication) AS now
    FULL JOIN (SELECT unnest(quarters) AS quarter FROM evidence.run_before) AS was ON now.quarter = was.quarter
)

SELECT CASE WHEN is_there THEN 'new quarter' ELSE 'quarter no longer included' END AS change
    , 'people' AS side
    , reference
    , CASE WHEN was_there THEN 'included' END AS value_before
    , CASE WHEN is_there THEN 'included' END AS value_after
    , [CASE WHEN is_there THEN 'reports of a quarter that was not held before' ELSE 'it is not among the quarters asked for' END]
        AS why
FROM quarter
WHERE was_there != is_there
UNION ALL
SELECT 'watchlist edited'
    , 'both'
    , left(now.sha256, 8)
    , left(was.watchlist_sha256, 8)
    , left(now.sha256, 8)
    , ['the watchlist was edited']
FROM watchlist.protocol AS now
INNER JOIN evidence.run_before AS was ON now.sha256 != was.watchlist_sha256
UNION ALL
SELECT 'code changed'
    , 'both'
    , now.code_version AS reference
    , was.code_version AS value_before
    , now.code_version AS value_after
    , ['nibwatch itself is another version']
FROM run.publication AS now
INNER JOIN evidence.run_before AS was ON now.code_version != was.code_version
ORDER BY change, reference
