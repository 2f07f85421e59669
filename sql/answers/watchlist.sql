-- Watched drugs x event groups with a case: primary and no_ms_context side by side
SELECT drug, event
    , primary_a AS a, primary_expected AS expected
    , (2 ^ primary_ic, 2 ^ primary_ic_lower, 2 ^ primary_ic_upper) AS "times expected"
    , primary_verdict AS verdict
    , no_ms_context_a AS a, no_ms_context_expected AS expected  -- noqa: AL08
    , (2 ^ no_ms_context_ic, 2 ^ no_ms_context_ic_lower, 2 ^ no_ms_context_ic_upper) AS "times expected"  -- noqa: AL08
    , no_ms_context_verdict AS "verdict without MS"
    , holds_count || ' of ' || analysis_count AS "holds in"
FROM signals.watch_summary WHERE primary_a > 0
ORDER BY no_ms_context_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, drug ASC, event ASC
