-- The rows families of watch.calibration_null
SELECT DISTINCT event, analysis
FROM watch.cells
WHERE event_kind = 'group' AND analysis IN ('primary', 'no_ms_context')
ORDER BY ALL
