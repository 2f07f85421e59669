-- Animal evidence on a watched drug
-- Grain:  one row per watched drug (ingredient, target class, class): what its weighed studies found, and the verdict on them
-- Policy: animal_verdict looks at both questions together, except that only harm is called harmful: a disease that
--         was induced and grew worse is not that. myelin_verdict answers the question that matters by itself, efficacy_verdict
--         the other. About 90% of published animal studies are positive whatever became of the drug
WITH pooled AS (
    SELECT drug
        , drug_kind
        , sum(study_count) AS study_count
        , sum(protective_count) AS protective_count
        , sum(harmful_count) AS harmful_count
        , sum(mixed_count) AS mixed_count
        , sum(null_count) AS null_count
        , sum(protective_count) FILTER (question = 'efficacy') AS efficacy_protective_count
        , sum(study_count - protective_count) FILTER (question = 'efficacy') AS efficacy_other_count
        , sum(protective_count) FILTER (question = 'harm') AS myelin_protective_count
        , sum(harmful_count) FILTER (question = 'harm') AS myelin_harmful_count
        , sum(mixed_count + null_count) FILTER (question = 'harm') AS myelin_other_count
        , max(label) FILTER (question = 'efficacy') AS efficacy_verdict
        , max(label) FILTER (question = 'harm') AS myelin_verdict
        , bool_or(is_harmful) FILTER (question = 'harm') AS is_harmful
        , max(highest_probability_below_base_rate) AS highest_probability_below_base_rate
        , sum(contrary_group_count) AS contrary_group_count
        , CASE
            WHEN sum(group_count) = 0 THEN NULL
            WHEN min(group_count) > 0 THEN 'both'
            ELSE arg_max(question, group_count)
        END AS rests_on
    FROM evidence.animal_question
    GROUP BY drug, drug_kind
)

, unweighted AS (
    SELECT drug
        , drug_kind
        , bool_or(is_harmful_unweighted AND question = 'harm') AS is_harmful
        , max(probability_below_unweighted) AS highest_probability_below_base_rate
        , sum(contrary_group_count_unweighted) AS contrary_group_count
    FROM evidence.animal_family
    GROUP BY drug, drug_kind
)

, independent AS (
    SELECT of_drug.drug
        , of_drug.drug_kind
        , CAST(count(DISTINCT independent_group) FILTER (retraction != 'retracted') AS INTEGER) AS group_count
        , CAST(count(DISTINCT independent_group) FILTER (is_in_vivo AND retraction != 'retracted') AS INTEGER)
            AS in_vivo_group_count
        , CAST(count(DISTINCT publication) FILTER (is_in_vivo AND retraction != 'retracted') AS INTEGER)
            AS in_vivo_publication_count
        , CAST(count(DISTINCT independent_group) AS INTEGER) AS group_count_unweighted
        , CAST(count(DISTINCT independent_group) FILTER (is_in_vivo) AS INTEGER) AS in_vivo_group_count_unweighted
    FROM evidence.study_of_drug AS of_drug
    INNER JOIN (
        SELECT study_id, independent_group, publication, retraction
            , model_family NOT IN ('culture', 'genetic') AS is_in_vivo
        FROM evidence.study
    ) AS study USING (study_id)
    GROUP BY of_drug.drug, of_drug.drug_kind
)

SELECT pooled.drug
    , pooled.drug_kind
    , of_class.drug AS target_class
    , animal_label(independent.group_count, independent.in_vivo_group_count, pooled.is_harmful
        , pooled.highest_probability_below_base_rate, pooled.contrary_group_count) AS animal_verdict
    , pooled.myelin_verdict
    , pooled.efficacy_verdict
    , pooled.rests_on
    , animal_label(independent.group_count_unweighted, independent.in_vivo_group_count_unweighted, unweighted.is_harmful
        , unweighted.highest_probability_below_base_rate, unweighted.contrary_group_count) AS animal_verdict_unweighted
    , CAST(pooled.study_count AS INTEGER) AS study_count
    , CAST(pooled.protective_count AS INTEGER) AS protective_count
    , CAST(pooled.harmful_count AS INTEGER) AS harmful_count
    , CAST(pooled.mixed_count AS INTEGER) AS mixed_count
    , CAST(pooled.null_count AS INTEGER) AS null_count
    , CAST(pooled.efficacy_protective_count AS INTEGER) AS efficacy_protective_count
    , CAST(pooled.efficacy_other_count AS INTEGER) AS efficacy_other_count
    , CAST(pooled.myelin_protective_count AS INTEGER) AS myelin_protective_count
    , CAST(pooled.myelin_harmful_count AS INTEGER) AS myelin_harmful_count
    , CAST(pooled.myelin_other_count AS INTEGER) AS myelin_other_count
    , coalesce(independent.group_count, 0) AS group_count
    , coalesce(independent.in_vivo_group_count, 0) AS in_vivo_group_count
    , coalesce(independent.in_vivo_publication_count, 0) AS in_vivo_publication_count
FROM pooled
LEFT JOIN unweighted USING (drug, drug_kind)
LEFT JOIN independent USING (drug, drug_kind)
LEFT JOIN watchlist.drug AS of_class
    ON pooled.drug_kind = 'ingredient' AND of_class.drug_kind = 'target_class' AND pooled.drug = of_class.ingredient
ORDER BY pooled.drug_kind, pooled.drug
