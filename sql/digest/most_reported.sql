-- Watched drugs and events, the most reported first; none where a drug stands out with the headline event
SELECT watch.drug, watch.drug_kind, watch.event, watch.event_kind, coalesce(named.title, watch.event) AS event_words
    , watch.analysis, watch.a, watch.b, watch.c, watch.d, watch.expected
    , watch.ror, watch.ror_lower, watch.ror_upper, watch.ic, watch.ic_lower, watch.ic_upper, watch.human_verdict
FROM signals.watch AS watch
LEFT JOIN signals.watch_group AS named
    ON watch.watchlist = named.watchlist AND watch.event = named.term_group AND watch.event_kind = 'group'
WHERE watch.watchlist = $watchlist AND watch.analysis = $analysis AND watch.drug_kind = 'ingredient'
    AND NOT EXISTS (
        SELECT 1 FROM signals.watch
        WHERE watchlist = $watchlist AND analysis = $analysis AND drug_kind = 'ingredient'
            AND event = $event AND event_kind = 'group' AND human_verdict = 'disproportionate'
    )
ORDER BY watch.a = 0, watch.event <> $event, watch.event_kind ASC, watch.a DESC, watch.expected DESC NULLS LAST
    , watch.drug ASC, watch.event ASC
