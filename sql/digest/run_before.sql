-- The latest other publication of the same watchlist in history, where no digest was ever sent
SELECT run_id
FROM meta.run
WHERE run_id <> $run_id
  AND watchlist = $watchlist
  AND run_id IN (SELECT run_id FROM history.watch)
ORDER BY rowid
LIMIT 1
