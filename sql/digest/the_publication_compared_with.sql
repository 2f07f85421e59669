-- The publication of the digest sent last, as far as history holds it
SELECT run_id, run.published_at, run.quarters, run.is_synthetic, held.watchlist, held.sha256 AS watchlist_sha256
    , run.code_version, run.source, coalesce(len(run.quarters), 0) AS quarter_count, run.ebgm_refusal
FROM meta.run AS run
INNER JOIN history.watchlist AS held USING (run_id)
WHERE run_id = $run_id
  AND held.watchlist = $watchlist
  AND run_id IN (SELECT run_id FROM history.watch WHERE watchlist = $watchlist)
