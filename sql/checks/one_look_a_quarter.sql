-- the sequential test looks at a quarter once
SELECT watchlist, drug, event, analysis, quarter, count(*) AS look_count
FROM history.sequential_look
GROUP BY watchlist, drug, event, analysis, quarter
HAVING count(*) > 1
