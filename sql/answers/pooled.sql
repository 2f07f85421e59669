-- A watched drug's ratios, partially pooled with its class
SELECT event, a, expected, raw_ratio AS raw
    , format('{:.2f} ({:.2f} to {:.2f})', pooled_ratio, pooled_ratio_lower, pooled_ratio_upper) AS pooled
    , format('{:.0f}%', 100 * probability_above_1) AS "P(> 1)"
    , format('{:.0f}%', 100 * probability_above_2) AS "P(> 2)"
    , coalesce(explanation, reason) AS explanation
FROM signals.watch_pooled
WHERE drug = $drug AND (event_kind = 'group' OR a > 0)
ORDER BY event_kind ASC, event ASC
