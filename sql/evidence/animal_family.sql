-- Animal evidence by question and model family
-- Grain:  one row per watched drug (ingredient, target class, class) x question x model family with a weighed study
-- Policy: docs/methods.md, Animal evidence: a beta-binomial posterior of the share of protective studies with the prior
--         Beta(10 r, 10 (1 - r)), r the family's base rate; the same with every weight at 1 beside it
SELECT family.drug
    , family.drug_kind
    , family.question
    , family.model_family
    , family.is_in_vivo
    , animal_label(family.group_count, CASE WHEN family.is_in_vivo THEN family.group_count ELSE 0 END, family.is_harmful
        , family.probability_below_base_rate, family.contrary_group_count) AS label
    , animal_label(family.group_count_unweighted, CASE WHEN family.is_in_vivo THEN family.group_count_unweighted ELSE 0 END
        , family.is_harmful_unweighted, family.probability_below_unweighted, family.contrary_group_count_unweighted)
        AS label_unweighted
    , family.study_count
    , family.protective_count
    , family.harmful_count
    , family.mixed_count
    , family.null_count
    , family.retracted_count
    , family.group_count
    , family.independent_groups
    , family.contrary_group_count
    , family.is_harmful
    , family.study_count_unweighted
    , family.protective_count_unweighted
    , family.group_count_unweighted
    , family.contrary_group_count_unweighted
    , family.is_harmful_unweighted
    , family.protective_weight
    , family.total_weight
    , family.base_rate
    , family.base_rate_study_count
    , family.posterior_mean
    , family.posterior_lower
    , family.posterior_upper
    , family.probability_below_base_rate
    , family.posterior_mean_unweighted
    , family.posterior_lower_unweighted
    , family.posterior_upper_unweighted
    , family.probability_below_unweighted
FROM evidence.animal_posterior AS family
ORDER BY family.drug_kind, family.drug, family.question, family.model_family
