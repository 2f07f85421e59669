-- A watched drug and event group over time, by analysis
SELECT drug, drug_kind, quarter, analysis, a, expected, ic, ic_lower, ic_upper, ror, ror_lower, ror_upper, is_disproportionate
    , is_first_signal
FROM signals.watch_trend
WHERE watchlist = $watchlist AND drug IN $drugs AND event = $event AND event_kind = 'group'
ORDER BY (
    SELECT place
    FROM signals.watch_analysis AS listed
    WHERE listed.watchlist = watch_trend.watchlist AND listed.analysis = watch_trend.analysis
), quarter ASC
