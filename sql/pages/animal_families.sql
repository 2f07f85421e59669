-- Weighed animal studies of a drug by question and family of models
SELECT drug, drug_kind, question, model_family, label, study_count, protective_count, harmful_count, mixed_count, null_count
    , group_count, base_rate, probability_below_base_rate
FROM evidence.animal_family
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY question, model_family
