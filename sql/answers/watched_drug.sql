-- The watched drug or class of a name, whatever the letter case, and the watchlists that watch it, the one asked about first
SELECT watch.drug, watch.watchlist
FROM signals.watch AS watch
INNER JOIN signals.watch_topic AS topic USING (watchlist)
WHERE lower(watch.drug) = lower(trim($text))
GROUP BY watch.drug, watch.watchlist
ORDER BY watch.watchlist <> $watchlist, min(topic.rowid)
