-- The sentence on a watched drug and event group
SELECT sentence
FROM signals.watch_summary
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event
