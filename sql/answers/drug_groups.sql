-- Event groups with a case of a watched drug: the compared analysis, then the first, and the cautions, the worst first
WITH warned AS (
    SELECT drug, drug_kind, event
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_comparison) AS caution
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_primary AND NOT is_comparison) AS primary_caution
    FROM signals.watch_caution
    INNER JOIN signals.watch_analysis USING (watchlist, analysis)
    WHERE watchlist = $watchlist AND event_kind = 'group' AND drug = $drug
    GROUP BY drug, drug_kind, event
)

SELECT summary.event_title AS event
    , comparison_a AS cases
    , comparison_expected AS expected
    , (comparison_ic, comparison_ic_lower, comparison_ic_upper) AS "times expected (95%)"
    , comparison_verdict AS verdict
    , (primary_ic, primary_ic_lower, primary_ic_upper) AS "all reports: times expected"
    , holds_count || ' of ' || analysis_count AS "holds in"
    , warned.caution
    , warned.primary_caution AS "caution on all reports"
FROM signals.watch_summary AS summary
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE summary.watchlist = $watchlist AND drug = $drug AND (primary_a > 0 OR comparison_a > 0)
ORDER BY comparison_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, event ASC
