-- Watched drugs x event groups, and how many of them have no case
SELECT count_if(primary_a = 0) AS without_case, count(*) AS rows FROM signals.watch_summary WHERE watchlist = $watchlist
