-- Names of the watchlist that nothing knows, or that were read as others
SELECT place, name, problem, suggestion
FROM meta.watchlist_problem
ORDER BY suggestion IS NULL, place, name
