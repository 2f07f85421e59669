-- A watched ingredient and preferred term in the analysis in which each topic is judged; no row where they are not watched
SELECT watch.watchlist, watch.analysis, listed.words, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.human_verdict
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
INNER JOIN signals.watch_topic AS topic USING (watchlist)
WHERE listed.is_comparison AND NOT listed.is_primary
    AND watch.drug = $ingredient AND watch.drug_kind = 'ingredient' AND watch.event = $event_pt AND watch.event_kind = 'term'
    AND watch.reason IS NULL
ORDER BY topic.rowid
