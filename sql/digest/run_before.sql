-- The latest other publication in history that held the watchlist, where no digest of it was ever sent
SELECT run_id
FROM meta.run
WHERE run_id <> $run_id
  AND run_id IN (SELECT run_id FROM history.watch WHERE watchlist = $watchlist)
ORDER BY rowid
LIMIT 1
