-- A watched drug and event group in the compared analysis, with its worst caution
WITH warned AS (
    SELECT drug, drug_kind, event, arg_min(caution, place) AS warning
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis AND event_kind = 'group'
    GROUP BY drug, drug_kind, event
)

SELECT watch.drug, watch.drug_kind, watch.a, watch.expected, watch.ic, watch.ic_lower, watch.ic_upper
    , watch.human_verdict, watch.reason, warned.warning
FROM signals.watch AS watch
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE watch.watchlist = $watchlist AND watch.drug IN $drugs AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.analysis = $analysis
