-- Event groups that have a case of a watched drug, the most reported first
SELECT event FROM signals.watch WHERE drug = $drug AND event_kind = 'group'
GROUP BY event HAVING max(a) > 0 ORDER BY max(a) DESC, event
