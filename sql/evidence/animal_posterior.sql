-- Studies of a watched drug counted by question and model family
-- Grain:  one row per watched drug x question x model family with a weighed study
-- Policy: studies of one independent group weigh no more together than the cap. A family is harmful where two or more groups
--         found harm and no study protection. What one compound does, however often repeated, is of that compound: a target
--         class needs two compounds with harm; the whole class two harmful target classes, half of those studied at least.
--         A retracted study (weight 0) is counted in retracted_count only, and in the columns with every weight at 1. The base
--         rate of a family pools its models; a family without one (culture, genetic, repeat-dose) has no posterior.
--         signals/tables/animal_posterior.py adds the posteriors
WITH grouped AS (
    SELECT of_drug.drug
        , of_drug.drug_kind
        , study.question
        , study.model_family
        , study.direction
        , study.independent_group
        , study.target_class
        , coalesce(study.ingredient, study.compound) AS compound
        , weight.weight
        , weight.weight * least(1, cap.weight / nullif(sum(weight.weight) OVER (
            PARTITION BY of_drug.drug, of_drug.drug_kind, study.question, study.model_family, study.independent_group
            ORDER BY weight.weight ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ), 0)) AS capped_weight
    FROM evidence.study_of_drug AS of_drug
    INNER JOIN evidence.study AS study USING (study_id)
    INNER JOIN evidence.study_weight AS weight USING (study_id)
    INNER JOIN reference.study_weight AS cap ON cap.factor = 'cap' AND cap.value = 'one group'
)

, base_rate AS (
    SELECT model_family
        , sum(share_positive * studies ORDER BY share_positive, studies) / nullif(sum(studies), 0) AS base_rate
        , CAST(sum(studies) AS INTEGER) AS base_rate_study_count
    FROM reference.animal_base_rate
    WHERE grouping = 'model'
    GROUP BY model_family
)

, harm_of_target AS (
    SELECT drug
        , drug_kind
        , question
        , model_family
        , count(DISTINCT independent_group) FILTER (weight > 0 AND direction = 'harmful') >= 2
            AND count(*) FILTER (weight > 0 AND direction = 'protective') = 0
            AND (drug_kind = 'ingredient' OR count(DISTINCT compound) FILTER (weight > 0 AND direction = 'harmful') >= 2)
            AS is_harmful
        , count(DISTINCT independent_group) FILTER (direction = 'harmful') >= 2
            AND count(*) FILTER (direction = 'protective') = 0
            AND (drug_kind = 'ingredient' OR count(DISTINCT compound) FILTER (direction = 'harmful') >= 2)
            AS is_harmful_unweighted
    FROM grouped
    GROUP BY drug, drug_kind, question, model_family, target_class
)

, harm AS (
    SELECT drug
        , drug_kind
        , question
        , model_family
        , CASE drug_kind
            WHEN 'class' THEN count_if(is_harmful) >= 2 AND count_if(is_harmful) * 2 >= count(*)
            ELSE bool_or(is_harmful)
        END AS is_harmful
        , CASE drug_kind
            WHEN 'class' THEN count_if(is_harmful_unweighted) >= 2 AND count_if(is_harmful_unweighted) * 2 >= count(*)
            ELSE bool_or(is_harmful_unweighted)
        END AS is_harmful_unweighted
    FROM harm_of_target
    GROUP BY drug, drug_kind, question, model_family
)

SELECT grouped.drug
    , grouped.drug_kind
    , grouped.question
    , grouped.model_family
    , grouped.model_family NOT IN ('culture', 'genetic') AS is_in_vivo
    , CAST(count(*) FILTER (grouped.weight > 0) AS INTEGER) AS study_count
    , CAST(count(*) FILTER (grouped.weight > 0 AND grouped.direction = 'protective') AS INTEGER) AS protective_count
    , CAST(count(*) FILTER (grouped.weight > 0 AND grouped.direction = 'harmful') AS INTEGER) AS harmful_count
    , CAST(count(*) FILTER (grouped.weight > 0 AND grouped.direction = 'mixed') AS INTEGER) AS mixed_count
    , CAST(count(*) FILTER (grouped.weight > 0 AND grouped.direction = 'no effect') AS INTEGER) AS null_count
    , CAST(count(*) FILTER (grouped.weight = 0) AS INTEGER) AS retracted_count
    , list_sort(list(DISTINCT grouped.independent_group) FILTER (grouped.weight > 0)) AS independent_groups
    , CAST(count(DISTINCT grouped.independent_group) FILTER (grouped.weight > 0) AS INTEGER) AS group_count
    , CAST(count(DISTINCT grouped.independent_group) FILTER (grouped.weight > 0 AND grouped.direction IN ('harmful', 'mixed'))
        AS INTEGER) AS contrary_group_count
    , harm.is_harmful
    , CAST(count(*) AS INTEGER) AS study_count_unweighted
    , CAST(count(*) FILTER (grouped.direction = 'protective') AS INTEGER) AS protective_count_unweighted
    , CAST(count(DISTINCT grouped.independent_group) AS INTEGER) AS group_count_unweighted
    , CAST(count(DISTINCT grouped.independent_group) FILTER (grouped.direction IN ('harmful', 'mixed')) AS INTEGER)
        AS contrary_group_count_unweighted
    , harm.is_harmful_unweighted
    , coalesce(sum(grouped.capped_weight ORDER BY grouped.capped_weight) FILTER (grouped.direction = 'protective'), 0)
        AS protective_weight
    , coalesce(sum(grouped.capped_weight ORDER BY grouped.capped_weight), 0) AS total_weight
    , base_rate.base_rate
    , base_rate.base_rate_study_count
FROM grouped
INNER JOIN harm USING (drug, drug_kind, question, model_family)
LEFT JOIN base_rate USING (model_family)
GROUP BY grouped.drug, grouped.drug_kind, grouped.question, grouped.model_family, harm.is_harmful, harm.is_harmful_unweighted
    , base_rate.base_rate, base_rate.base_rate_study_count
ORDER BY grouped.drug_kind, grouped.drug, grouped.question, grouped.model_family
