-- The question answered in words for a watched drug and event group
SELECT drug, drug_kind, in_short, animals, warning, people, chance, missing
FROM evidence.answer
WHERE watchlist = $watchlist AND drug IN $drugs AND event = $event
