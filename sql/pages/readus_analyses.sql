-- What each analysis leaves out, and how many cases it keeps
SELECT analysis, leaves_out, least_case_count AS least_cases, most_case_count AS most_cases, made_count AS drugs, reason
FROM signals.watch_analysis
WHERE watchlist = $watchlist
ORDER BY place
