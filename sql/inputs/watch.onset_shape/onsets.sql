-- The rows onsets of watch.onset_shape
SELECT drug, drug_kind, event, event_kind, list(onset_days ORDER BY onset_days) AS days FROM watch.onset_case
WHERE onset_days IS NOT NULL GROUP BY ALL HAVING count(*) >= $least ORDER BY drug, drug_kind, event, event_kind
