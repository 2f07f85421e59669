-- A watched drug and event group in the compared analysis, with its worst caution, and that a label lists such an event
WITH warned AS (
    SELECT drug, drug_kind, event, arg_min(caution, place) AS warning
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis AND event_kind = 'group'
    GROUP BY drug, drug_kind, event
)

, labelled AS (
    SELECT DISTINCT report.ingredient AS drug, named.term_group AS event, 'a label that is coded by hand lists such an event' AS known
    FROM evidence.human_report AS report
    INNER JOIN signals.watch_group AS named
        ON report.watchlist = named.watchlist AND report.direction = 'listed: a term of ' || named.term_group
    WHERE report.watchlist = $watchlist AND report.kind = 'label'
)

SELECT watch.drug, watch.drug_kind, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.human_verdict, watch.reason, warned.warning, labelled.known
FROM signals.watch AS watch
LEFT JOIN warned USING (drug, drug_kind, event)
LEFT JOIN labelled ON watch.drug = labelled.drug AND watch.event = labelled.event AND watch.drug_kind = 'ingredient'
WHERE watch.watchlist = $watchlist AND watch.drug IN $drugs AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.analysis = $analysis
