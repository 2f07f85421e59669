-- Comparisons of a drug with its control in one animal study; none where the topic has no evidence
SELECT effect_id, drug, fate, model_family, regimen_kind, outcome, mean, sd, n, control_mean, control_sd, control_n
    , doi, first_author, year, source
FROM reference.preclinical_effect
WHERE EXISTS (SELECT 1 FROM watchlist.evidence)
ORDER BY effect_id
