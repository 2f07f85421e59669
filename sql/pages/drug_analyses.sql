-- A watched drug and event group in every analysis
SELECT drug, drug_kind, watch.analysis, a, b, c, d, expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper
    , CASE WHEN watch.reason IS NULL THEN human_verdict ELSE 'not made: ' || watch.reason END AS human_verdict
    , q_value, q_value_by, look_count
    , watch.caution
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
WHERE watch.watchlist = $watchlist AND drug IN $drugs AND event = $event AND event_kind = 'group'
ORDER BY NOT listed.is_primary, NOT listed.is_comparison, listed.place
