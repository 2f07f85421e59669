-- The other event groups with a case of a watched drug, in every analysis
SELECT drug, drug_kind, watch.event, watch.analysis, a, expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper
    , CASE WHEN watch.reason IS NULL THEN human_verdict ELSE 'not made: ' || watch.reason END AS human_verdict
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
WHERE watch.watchlist = $watchlist AND drug IN $drugs AND event <> $event AND event_kind = 'group'
QUALIFY max(a) OVER (PARTITION BY drug, drug_kind, event) > 0
ORDER BY watch.event ASC, listed.place ASC
