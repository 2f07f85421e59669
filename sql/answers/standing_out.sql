-- Watched drugs that stand out in the compared analysis: one event group each, the topic's own before the strongest other
-- Policy: what stands out by a hollow count alone stands apart from what holds
WITH warned AS (
    SELECT drug, drug_kind, event, arg_min(caution, watch_caution.place) AS caution, bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    INNER JOIN signals.watch_analysis USING (watchlist, analysis)
    WHERE watchlist = $watchlist AND event_kind = 'group' AND is_comparison
    GROUP BY drug, drug_kind, event
)

, standing AS (
    SELECT summary.*, warned.caution, coalesce(warned.is_hollow, FALSE) AS is_hollow
    FROM signals.watch_summary AS summary
    LEFT JOIN warned USING (drug, drug_kind, event)
    WHERE summary.watchlist = $watchlist AND comparison_verdict = 'disproportionate'
)

SELECT drug, drug_kind, event, event_title
    , comparison_a, comparison_expected, comparison_ic, comparison_ic_lower, comparison_ic_upper
    , holds_count, analysis_count, caution, is_hollow
FROM standing
QUALIFY row_number() OVER (
    PARTITION BY drug, drug_kind, is_hollow ORDER BY event <> $event, comparison_ic_lower DESC, event ASC
) = 1
ORDER BY drug_kind <> 'ingredient', comparison_ic_lower DESC, drug ASC
