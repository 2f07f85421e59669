-- Which watched drugs are reported disproportionately with the event group of the topic, the strongest first?
-- In the analysis that the topic is judged in. ic_lower ranks few reports low by itself; caution says what else to know of a row.
WITH warned AS (
    SELECT watchlist
        , drug
        , drug_kind
        , event
        , event_kind
        , analysis
        , string_agg(caution, '; ' ORDER BY place) AS caution
    FROM signals.watch_caution
    GROUP BY ALL
)

SELECT watchlist
    , drug
    , a
    , round(expected, 2) AS expected
    , round(ror, 2) AS ror
    , round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic
    , round(ic_lower, 2) AS ic_lower
    , human_verdict
    , warned.caution
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS judged_in USING (watchlist, analysis)
INNER JOIN signals.watch_group AS headline ON watch.watchlist = headline.watchlist AND watch.event = headline.term_group
LEFT JOIN warned USING (watchlist, drug, drug_kind, event, event_kind, analysis)
WHERE judged_in.is_comparison
    AND headline.is_comparison
    AND drug_kind = 'ingredient'
ORDER BY watchlist ASC, ic_lower DESC, drug ASC;
