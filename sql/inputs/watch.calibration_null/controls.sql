-- Negative controls with their cells
SELECT event, analysis, a, expected FROM watch.control
INNER JOIN watch.control_score USING (control_kind, drug, event, event_kind, analysis)
WHERE control_kind = 'negative' AND expected > 0 ORDER BY ALL
