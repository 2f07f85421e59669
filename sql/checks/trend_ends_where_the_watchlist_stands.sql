-- the last quarter of every trend counts the cases that the watchlist counts
SELECT trend.watchlist, trend.drug, trend.event, trend.analysis, trend.a, watch.a AS watch_a, trend.b, watch.b AS watch_b
    , trend.c, watch.c AS watch_c, trend.d, watch.d AS watch_d
FROM (
    SELECT watchlist, drug, drug_kind, event, event_kind, analysis, a, b, c, d
    FROM signals.watch_trend
    QUALIFY row_number() OVER (PARTITION BY watchlist, drug, drug_kind, event, event_kind, analysis ORDER BY quarter DESC) = 1
) AS trend
INNER JOIN signals.watch AS watch USING (watchlist, drug, drug_kind, event, event_kind, analysis)
WHERE (trend.a, trend.b, trend.c, trend.d) IS DISTINCT FROM (watch.a, watch.b, watch.c, watch.d)
