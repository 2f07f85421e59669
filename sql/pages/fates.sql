-- Effects in animals of drugs by what became of them: each comparison, and pooled
SELECT effect.fate
    , count(*) AS comparisons
    , list(DISTINCT effect.drug ORDER BY effect.drug) AS drugs
    , summary.effect AS percent_reduction
    , summary.lower AS percent_reduction_lower
    , summary.upper AS percent_reduction_upper
    , summary.prediction_lower AS one_more_from
    , summary.prediction_upper AS one_more_to
    , summary.missing_count AS missing
    , summary.filled_effect AS filled_in
    , summary.filled_lower AS filled_in_lower
    , summary.filled_upper AS filled_in_upper
    , difference.concordance AS marketed_lowers_more
    , difference.concordance_lower AS marketed_lowers_more_lower
    , difference.concordance_upper AS marketed_lowers_more_upper
    , difference.answer
    , list(effect.percent_reduction ORDER BY effect.effect_id) AS each
FROM evidence.effect AS effect
INNER JOIN evidence.effect_summary AS summary
    ON effect.watchlist = summary.watchlist
    AND summary.grouping = 'fate' AND effect.fate = summary.name AND summary.measure = 'percent_reduction'
INNER JOIN evidence.fate_difference AS difference ON effect.watchlist = difference.watchlist AND summary.measure = difference.measure
WHERE effect.watchlist = $watchlist
GROUP BY ALL
ORDER BY effect.fate
