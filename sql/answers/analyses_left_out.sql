-- What each analysis of a watched drug leaves out
SELECT DISTINCT ON (listed.place) watch.analysis, watch.leaves_out AS "leaves out"
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
WHERE watch.drug = $drug AND watch.event_kind = 'group'
ORDER BY listed.place
