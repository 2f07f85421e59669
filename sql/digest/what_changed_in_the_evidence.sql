-- What changed in the evidence since the publication compared with; quarters, watchlist and code stand elsewhere
SELECT change, reference, title
    , concat_ws('; ', CASE
        WHEN value_before IS NULL THEN value_after
        ELSE 'was ' || value_before || ', is ' || coalesce(value_after, 'no longer there')
    END, array_to_string(why, '; ')) AS detail
    , CAST(timezone($timezone, timezone('UTC', entry.published_at)) AS DATE) AS noticed
FROM evidence.change AS entry
INNER JOIN meta.run AS run USING (run_id)
WHERE entry.watchlist = $watchlist
  AND run.rowid < (SELECT min(rowid) FROM meta.run WHERE run_id = $run_id)
  AND change NOT IN ('new quarter', 'quarter no longer included', 'watchlist edited'
    , 'code changed')
ORDER BY list_position(['verdict', 'retraction', 'coded study', 'study recoded'
        , 'study no longer coded', 'trial status', 'trial results', 'new trial', 'human report'
        , 'new label wording', 'new paper'], change) NULLS LAST
    , run.rowid ASC, change ASC, reference ASC, title ASC
