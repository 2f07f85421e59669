-- The rows counts of watch.cases_to_lose
SELECT watch.* FROM watch.cells AS watch
INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
WHERE watch.analysis IN ('primary', 'no_ms_context') AND score.human_verdict = $verdict
ORDER BY ALL
