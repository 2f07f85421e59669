-- Watched drugs of an event group in one analysis
SELECT drug, drug_kind, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE event = $event AND event_kind = 'group' AND analysis = $analysis
ORDER BY drug_kind <> 'ingredient', a = 0, ic_lower DESC, drug ASC
