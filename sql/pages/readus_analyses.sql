-- What each analysis leaves out, and how many cases it keeps
SELECT analysis, any_value(leaves_out) AS leaves_out, min(case_count) AS least_cases, max(case_count) AS most_cases
FROM signals.watch
GROUP BY analysis
ORDER BY analysis <> 'primary', analysis
