-- The event and analysis of which a watched drug's trend is shown: those of the sequential test, else the most reported
SELECT trend.event, trend.analysis
FROM signals.watch_trend AS trend
LEFT JOIN (SELECT DISTINCT event, analysis FROM signals.watch_sequential) AS tested
    ON trend.event = tested.event AND trend.analysis = tested.analysis
WHERE trend.drug = $drug
ORDER BY tested.event IS NULL, trend.quarter DESC, trend.a DESC, trend.event ASC
    , (SELECT listed.place FROM signals.watch_analysis AS listed WHERE listed.analysis = trend.analysis) DESC
LIMIT 1
