-- What each analysis of a watched drug leaves out
SELECT DISTINCT ON (analysis) analysis, leaves_out AS "leaves out" FROM signals.watch
WHERE drug = $drug AND event_kind = 'group'
ORDER BY analysis != 'primary', analysis
