-- A watched drug and event group in every analysis
SELECT analysis, a, b, c, d, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
    , CASE WHEN reason IS NULL THEN human_verdict ELSE 'not made: ' || reason END AS human_verdict
FROM signals.watch
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY analysis <> 'primary', analysis <> 'no_ms_context', analysis
