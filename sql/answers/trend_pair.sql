-- The event and analysis that the sequential test of a watched drug is about, as the trend has them
SELECT event, analysis
FROM signals.watch_trend SEMI JOIN signals.watch_sequential USING (event, analysis)
WHERE drug = $drug ORDER BY quarter DESC, event ASC, analysis ASC LIMIT 1
