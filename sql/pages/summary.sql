-- The sentence on a watched drug and event group
SELECT drug, drug_kind, sentence
FROM signals.watch_summary
WHERE watchlist = $watchlist AND drug IN $drugs AND event = $event
