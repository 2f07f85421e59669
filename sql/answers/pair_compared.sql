-- A watched ingredient and preferred term in the analysis in which the topic is judged; no row where they are not watched
SELECT watch.analysis, listed.words, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper, watch.human_verdict
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed ON watch.analysis = listed.analysis AND listed.is_comparison AND NOT listed.is_primary
WHERE watch.drug = $ingredient AND watch.drug_kind = 'ingredient' AND watch.event = $event_pt AND watch.event_kind = 'term'
    AND watch.reason IS NULL
