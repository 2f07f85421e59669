-- a pair has one row in signals.pair
SELECT ingredient, event_pt, count(*) AS row_count
FROM signals.pair
GROUP BY ingredient, event_pt
HAVING count(*) > 1
