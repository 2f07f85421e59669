-- The publication that the file itself is
SELECT run_id, published_at, quarters, is_synthetic, watchlist, watchlist_sha256
    , code_version, source, coalesce(len(quarters), 0) AS quarter_count, ebgm_refusal
FROM meta.run
ORDER BY rowid
LIMIT 1
