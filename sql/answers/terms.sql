-- Single terms with a case of a watched drug
SELECT
    event AS term
    , analysis
    , a
    , expected
    , (ror, ror_lower, ror_upper) AS "ROR (95%)"
    , (ic, ic_lower, ic_upper) AS "IC (95%)"
    , human_verdict AS verdict
FROM signals.watch
WHERE drug = $drug AND event_kind = 'term' AND analysis IN ('primary', 'no_ms_context')
QUALIFY max(a) OVER (PARTITION BY event) > 0
ORDER BY max(a) OVER (PARTITION BY event) DESC, event, analysis DESC
