-- Watched drugs x event groups with a case: the compared analysis, the first one, and the cautions, the worst first
-- Policy: what stands out by a hollow count alone follows what holds
WITH warned AS (
    SELECT drug, drug_kind, event, bool_or(is_hollow AND is_comparison) AS is_hollow
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_comparison) AS caution
        , string_agg(caution, '; ' ORDER BY watch_caution.place) FILTER (is_primary AND NOT is_comparison) AS first_caution
    FROM signals.watch_caution
    INNER JOIN signals.watch_analysis USING (watchlist, analysis)
    WHERE watchlist = $watchlist AND event_kind = 'group'
    GROUP BY drug, drug_kind, event
)

SELECT summary.drug, summary.event_title
    , summary.comparison_a, summary.comparison_expected
    , summary.comparison_ic, summary.comparison_ic_lower, summary.comparison_ic_upper, summary.comparison_verdict
    , summary.primary_a, summary.primary_ic, summary.primary_ic_lower, summary.primary_ic_upper, summary.primary_verdict
    , summary.holds_count, summary.analysis_count, warned.caution, warned.first_caution
    , (SELECT NOT is_primary FROM signals.watch_analysis WHERE watchlist = $watchlist AND is_comparison) AS has_first
FROM signals.watch_summary AS summary
LEFT JOIN warned USING (drug, drug_kind, event)
WHERE summary.watchlist = $watchlist AND summary.primary_a > 0
ORDER BY coalesce(warned.is_hollow, FALSE), summary.comparison_ic_lower DESC NULLS LAST
    , summary.primary_ic_lower DESC NULLS LAST, summary.drug ASC, summary.event ASC
