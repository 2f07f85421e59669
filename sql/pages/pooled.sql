-- A watched drug's ratios, partially pooled with its class
SELECT drug, drug_kind, event, event_kind, a, expected, raw_ratio, corrected_ratio
    , pooled_ratio, pooled_ratio_lower, pooled_ratio_upper
    , probability_above_1, probability_above_2, probability_above_class, explanation, concern, reason
FROM signals.watch_pooled
WHERE watchlist = $watchlist AND drug IN $drugs AND (event_kind = 'group' OR a > 0)
ORDER BY event_kind ASC, event ASC
