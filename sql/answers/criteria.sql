-- What each criterion of the watchlist compares with
SELECT criterion, rule AS "holds when" FROM signals.watch_criterion WHERE watchlist = $watchlist
