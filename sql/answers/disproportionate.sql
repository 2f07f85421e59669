-- Watched pairs that are disproportionate in the compared analysis, rounded
SELECT watchlist, drug, event, a, round(expected, 2) AS expected
    , round(ror, 2) AS ror, round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic, round(ic_lower, 2) AS ic_lower, human_verdict
FROM signals.watch
WHERE watchlist = $watchlist
    AND analysis = (SELECT analysis FROM signals.watch_analysis WHERE watchlist = $watchlist AND is_comparison)
    AND human_verdict = 'disproportionate'
ORDER BY ic_lower DESC, drug ASC, event ASC
