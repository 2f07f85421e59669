-- What each criterion of the watchlist compares with
SELECT criterion, rule
FROM signals.watch_criterion
WHERE watchlist = $watchlist
