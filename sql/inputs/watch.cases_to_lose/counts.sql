-- The rows counts of watch.cases_to_lose
SELECT watch.drug, watch.drug_kind, watch.event, watch.event_kind, watch.analysis, watch.a, watch.b, watch.c, watch.d
FROM watch.cells AS watch
INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
SEMI JOIN watchlist.headline AS headline ON watch.analysis = headline.analysis
WHERE score.human_verdict = $verdict
ORDER BY ALL
