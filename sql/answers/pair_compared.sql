-- A watched ingredient and preferred term in the analysis in which each topic is judged, and the cautions on it there and
-- on it in the first analysis, the worst first, and that a label lists it or another term of its group; no row where they are not watched
WITH warned AS (
    SELECT watchlist
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_comparison) AS caution
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_primary) AS primary_caution
    FROM signals.watch_caution
    INNER JOIN signals.watch_analysis USING (watchlist, analysis)
    WHERE drug = $ingredient AND drug_kind = 'ingredient' AND event = $event_pt AND event_kind = 'term'
    GROUP BY watchlist
)

, labelled AS (
    SELECT DISTINCT report.watchlist, 'a label that is coded by hand lists it or a related event' AS known
    FROM evidence.human_report AS report
    INNER JOIN signals.watch_group AS named
        ON report.watchlist = named.watchlist AND report.direction = 'listed: a term of ' || named.term_group
    WHERE report.kind = 'label' AND report.ingredient = $ingredient AND list_contains(named.terms, $event_pt)
)

SELECT watch.watchlist, watch.analysis, listed.words, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.human_verdict, warned.caution, warned.primary_caution, labelled.known
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
INNER JOIN signals.watch_topic AS topic USING (watchlist)
LEFT JOIN warned USING (watchlist)
LEFT JOIN labelled USING (watchlist)
WHERE listed.is_comparison
    AND watch.drug = $ingredient AND watch.drug_kind = 'ingredient' AND watch.event = $event_pt AND watch.event_kind = 'term'
    AND watch.reason IS NULL
ORDER BY topic.rowid
