-- A watched drug and event group in every analysis
SELECT analysis, case_count AS "N", a, expected
    , (ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"
    , CASE WHEN watch.reason IS NULL THEN human_verdict ELSE 'not made: ' || watch.reason END AS verdict
    , coalesce(watch.caution, '') AS caution
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis USING (watchlist, analysis)
WHERE drug = $drug AND event = $event AND event_kind = 'group'
ORDER BY place
