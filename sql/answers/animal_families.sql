-- Weighed animal studies of a drug and its class by question and family of models
SELECT family.drug AS "studies of", question, model_family AS model, label
        , format('{} of {}', protective_count, study_count) AS protective, group_count AS groups
        , coalesce(format('{:.2f}', base_rate), '-') AS "base rate"
        , (posterior_mean, posterior_lower, posterior_upper) AS "share protective (95%)"
        , CASE WHEN label = label_unweighted THEN 'same' ELSE label_unweighted END AS "weights at 1"
    FROM evidence.animal_family AS family
    INNER JOIN (
    SELECT drug, drug_kind FROM evidence.animal_verdict WHERE drug = $drug
    UNION ALL
    SELECT target_class, 'target_class' FROM evidence.animal_verdict WHERE drug = $drug AND target_class IS NOT NULL
) USING (drug, drug_kind)
    ORDER BY drug_kind, question, model_family
