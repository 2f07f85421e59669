-- The rows families of watch.calibration_null
SELECT DISTINCT event, analysis
FROM watch.cells
SEMI JOIN watchlist.headline USING (analysis)
WHERE event_kind = 'group'
ORDER BY ALL
