-- What each analysis leaves out, and how many cases it keeps
SELECT analysis
    , CASE WHEN is_before_publicity
            THEN 'reports first received from the first publication or label change on each drug on, or on an unknown day'
        ELSE leaves_out
    END AS leaves_out
    , least_case_count AS least_cases, most_case_count AS most_cases, made_count AS drugs_and_classes, reason
FROM signals.watch_analysis
WHERE watchlist = $watchlist
ORDER BY place
