-- Names of the watchlist that nothing knows, or that were read as others
SELECT place, name, problem, suggestion
FROM meta.watchlist_problem
WHERE watchlist = $watchlist
ORDER BY suggestion IS NULL, place, name
