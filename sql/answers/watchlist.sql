-- Watched drugs x event groups with a case: the first analysis and the compared one side by side
SELECT drug, event
    , primary_a AS a, primary_expected AS expected
    , (2 ^ primary_ic, 2 ^ primary_ic_lower, 2 ^ primary_ic_upper) AS "times expected"
    , primary_verdict AS verdict
    , comparison_a AS a, comparison_expected AS expected  -- noqa: AL08
    , (2 ^ comparison_ic, 2 ^ comparison_ic_lower, 2 ^ comparison_ic_upper) AS "times expected"  -- noqa: AL08
    , comparison_verdict AS verdict  -- noqa: AL08
    , holds_count || ' of ' || analysis_count AS "holds in"
FROM signals.watch_summary WHERE primary_a > 0
ORDER BY comparison_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, drug ASC, event ASC
