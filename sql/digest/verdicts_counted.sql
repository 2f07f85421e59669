-- Watched pairs and single drugs by their verdict on people
SELECT coalesce(human_verdict, 'undefined') AS verdict
    , count(*) AS pairs
    , count(*) FILTER (event = $event AND event_kind = 'group' AND drug_kind = 'ingredient') AS drugs
FROM signals.watch
WHERE analysis = $analysis
GROUP BY verdict
ORDER BY verdict
