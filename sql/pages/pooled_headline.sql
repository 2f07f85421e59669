-- Which classes and drugs stand out after partial pooling: one drug alone, its class, or chance
SELECT drug, drug_kind, a, expected, raw_ratio, pooled_ratio, pooled_ratio_lower, pooled_ratio_upper
    , probability_above_1, probability_above_2, explanation, concern
FROM signals.watch_pooled
WHERE watchlist = $watchlist AND event = $event AND event_kind = 'group' AND pooled_ratio IS NOT NULL
    AND (drug_kind = 'class' OR explanation NOT IN ('chance', 'no doubling', 'too few reports'))
ORDER BY drug_kind = 'class' DESC, drug_kind = 'target_class' DESC, probability_above_1 DESC, pooled_ratio DESC, drug ASC
