-- The latest quarters of a watched drug's trend for one event and analysis
WITH latest AS (
    SELECT quarter, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
    FROM signals.watch_trend
    WHERE drug = $drug AND event = $event AND analysis = $analysis
    ORDER BY quarter DESC
    LIMIT $shown
)

SELECT quarter AS until, a, expected
    , (ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"
FROM latest
ORDER BY quarter
