-- Watched pairs that are disproportionate without an MS context, rounded
SELECT drug, event, a, round(expected, 2) AS expected
    , round(ror, 2) AS ror, round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic, round(ic_lower, 2) AS ic_lower, human_verdict
FROM signals.watch
WHERE analysis = 'no_ms_context' AND human_verdict = 'disproportionate'
ORDER BY ic_lower DESC, drug ASC, event ASC
