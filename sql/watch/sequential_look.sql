-- Ledger of the sequential test
-- Grain:  one row per watchlist x ingredient x compared event group x quarter looked at, by any publication
FROM watch.sequential_earlier
WHERE watchlist = (SELECT name FROM watchlist.protocol)
UNION ALL
FROM watch.sequential_new
