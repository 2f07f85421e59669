-- The latest quarters of the pair that the sequential test is about
WITH latest AS (
    SELECT quarter, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
    FROM signals.watch_trend SEMI JOIN signals.watch_sequential USING (event, analysis)
    WHERE drug = $drug
    ORDER BY quarter DESC, event ASC, analysis ASC
    LIMIT $shown
)

SELECT quarter AS until, a, expected
    , (ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"
FROM latest
ORDER BY quarter
