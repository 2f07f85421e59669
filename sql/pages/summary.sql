-- The sentence on a watched drug and event group
SELECT drug, drug_kind, sentence
FROM signals.watch_summary
WHERE drug IN $drugs AND event = $event
