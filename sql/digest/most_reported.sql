-- Watched drugs and events, the most reported first
SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d, expected
    , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE watchlist = $watchlist AND analysis = $analysis AND drug_kind = 'ingredient'
ORDER BY a = 0, event <> $event, event_kind ASC, a DESC, expected DESC NULLS LAST, drug ASC, event ASC
