-- The publication of the digest sent last, as far as history holds it
SELECT run_id, published_at, quarters, is_synthetic, watchlist, watchlist_sha256
    , code_version, source, coalesce(len(quarters), 0) AS quarter_count, ebgm_refusal
FROM meta.run
WHERE run_id = $run_id
  AND run_id IN (SELECT run_id FROM history.watch)
