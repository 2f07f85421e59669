-- The event group that is reported most often with a watched drug
SELECT event FROM signals.watch_summary WHERE drug = $drug AND primary_a > 0
ORDER BY primary_a DESC, event ASC LIMIT 1
