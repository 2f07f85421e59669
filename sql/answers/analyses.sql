-- A watched drug and event group in every analysis
SELECT analysis, case_count AS "N", a, expected
    , (ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"
    , CASE WHEN reason IS NULL THEN human_verdict ELSE 'not made: ' || reason END AS verdict
FROM signals.watch WHERE drug = $drug AND event = $event AND event_kind = 'group'
ORDER BY analysis != 'primary', analysis
