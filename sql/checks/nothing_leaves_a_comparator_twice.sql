-- leaving out masking drugs or one sender takes no cell below 0
SELECT watchlist, drug, event, analysis, c_unmasked, d_unmasked
FROM signals.watch_masking
WHERE c_unmasked < 0 OR d_unmasked < 0 OR c_unmasked > c OR d_unmasked > d
