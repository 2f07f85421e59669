-- The rows pairs of watch.calibration
SELECT drug, drug_kind, event, analysis, a, coalesce(expected, 0) AS expected
FROM watch.cells
INNER JOIN watch.score USING (drug, drug_kind, event, event_kind, analysis)
WHERE event_kind = 'group' AND analysis IN ('primary', 'no_ms_context')
ORDER BY ALL
