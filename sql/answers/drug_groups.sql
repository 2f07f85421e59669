-- Event groups with a case of a watched drug: the compared analysis, then the first
SELECT event_title AS event
    , comparison_a AS cases
    , comparison_expected AS expected
    , (comparison_ic, comparison_ic_lower, comparison_ic_upper) AS "times expected (95%)"
    , comparison_verdict AS verdict
    , (primary_ic, primary_ic_lower, primary_ic_upper) AS "all reports: times expected"
    , holds_count || ' of ' || analysis_count AS "holds in"
FROM signals.watch_summary
WHERE watchlist = $watchlist AND drug = $drug AND (primary_a > 0 OR comparison_a > 0)
ORDER BY comparison_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, event ASC
