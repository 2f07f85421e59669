-- Effects of all comparisons, by what they are pooled within
SELECT drug, fate, model_family, regimen_kind, n, control_n, hedges_g, hedges_g_variance, percent_reduction, percent_reduction_variance
FROM evidence.effect
ORDER BY effect_id
