-- Every event group of a watched drug, and its terms with a case
SELECT drug, drug_kind, event, event_kind, analysis, a, expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper, human_verdict
FROM signals.watch
WHERE watchlist = $watchlist AND drug IN $drugs AND analysis IN ($first_analysis, $analysis)
    AND (event_kind = 'group' OR a > 0)
ORDER BY event_kind, event, analysis
