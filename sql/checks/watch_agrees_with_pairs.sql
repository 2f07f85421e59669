-- the watchlist's first analysis of an ingredient and a term counts the same cases as the table of all pairs
SELECT watch.watchlist, watch.drug, watch.event, watch.a AS watch_a, pair.a AS pair_a, watch.b AS watch_b, pair.b AS pair_b
    , watch.c AS watch_c, pair.c AS pair_c, watch.d AS watch_d, pair.d AS pair_d
FROM signals.watch AS watch
SEMI JOIN signals.watch_analysis AS first ON watch.watchlist = first.watchlist AND watch.analysis = first.analysis AND first.is_primary
LEFT JOIN signals.pair AS pair ON watch.drug = pair.ingredient AND lower(watch.event) = lower(pair.event_pt)
WHERE watch.drug_kind = 'ingredient' AND watch.event_kind = 'term'
    AND (watch.a != coalesce(pair.a, 0)
        OR (pair.a IS NOT NULL AND (watch.b != pair.b OR watch.c != pair.c OR watch.d != pair.d)))
