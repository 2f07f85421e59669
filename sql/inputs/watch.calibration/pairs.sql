-- The rows pairs of watch.calibration
SELECT drug, drug_kind, event, analysis, a, coalesce(expected, 0) AS expected
FROM watch.cells
INNER JOIN watch.score USING (drug, drug_kind, event, event_kind, analysis)
SEMI JOIN watchlist.headline USING (analysis)
WHERE event_kind = 'group'
ORDER BY ALL
