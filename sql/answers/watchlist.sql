-- Watched drugs x event groups with a case: the compared analysis and the first one side by side
SELECT drug, event
    , comparison_a AS a, comparison_expected AS expected
    , (comparison_ic, comparison_ic_lower, comparison_ic_upper) AS "times expected"
    , comparison_verdict AS verdict
    , primary_a AS a, primary_expected AS expected  -- noqa: AL08
    , (primary_ic, primary_ic_lower, primary_ic_upper) AS "times expected"  -- noqa: AL08
    , primary_verdict AS verdict  -- noqa: AL08
    , holds_count || ' of ' || analysis_count AS "holds in"
FROM signals.watch_summary WHERE primary_a > 0
ORDER BY comparison_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, drug ASC, event ASC
