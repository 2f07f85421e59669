-- Animal evidence by question
-- Grain:  one row per watched drug (ingredient, target class, class) x question, with or without a study
-- Policy: two questions are kept apart, coded study by study. efficacy: does the drug protect in an induced disease? harm: does
--         it hurt what the disease hurts (models without a disease to treat, and a study that left the induced one alone)?
--         Whether animals got it wrong rests on the second
WITH drug_question AS (
    SELECT DISTINCT drug.drug
        , drug.drug_kind
        , each.question
    FROM watchlist.drug
    CROSS JOIN watchlist.evidence
    CROSS JOIN (VALUES ('efficacy'), ('harm')) AS each (question)
)

, independent AS (
    SELECT drug
        , drug_kind
        , question
        , CAST(count(DISTINCT independent_group) AS INTEGER) AS group_count
        , CAST(count(DISTINCT independent_group) FILTER (is_in_vivo) AS INTEGER) AS in_vivo_group_count
    FROM (
        SELECT drug, drug_kind, question, is_in_vivo, unnest(independent_groups) AS independent_group
        FROM evidence.animal_family
    ) AS weighed
    GROUP BY drug, drug_kind, question
)

, counted AS (
    SELECT drug_question.drug
        , drug_question.drug_kind
        , drug_question.question
        , CAST(coalesce(sum(family.study_count), 0) AS INTEGER) AS study_count
        , CAST(coalesce(sum(family.protective_count), 0) AS INTEGER) AS protective_count
        , CAST(coalesce(sum(family.harmful_count), 0) AS INTEGER) AS harmful_count
        , CAST(coalesce(sum(family.mixed_count), 0) AS INTEGER) AS mixed_count
        , CAST(coalesce(sum(family.null_count), 0) AS INTEGER) AS null_count
        , coalesce(bool_or(family.is_harmful), FALSE) AS is_harmful
        , max(family.probability_below_base_rate) AS highest_probability_below_base_rate
        , CAST(coalesce(sum(family.contrary_group_count), 0) AS INTEGER) AS contrary_group_count
    FROM drug_question
    LEFT JOIN evidence.animal_family AS family USING (drug, drug_kind, question)
    GROUP BY drug_question.drug, drug_question.drug_kind, drug_question.question
)

SELECT counted.drug
    , counted.drug_kind
    , counted.question
    , animal_label(independent.group_count, independent.in_vivo_group_count, counted.is_harmful
        , counted.highest_probability_below_base_rate, counted.contrary_group_count) AS label
    , counted.study_count
    , counted.protective_count
    , counted.harmful_count
    , counted.mixed_count
    , counted.null_count
    , coalesce(independent.group_count, 0) AS group_count
    , coalesce(independent.in_vivo_group_count, 0) AS in_vivo_group_count
    , counted.contrary_group_count
    , counted.is_harmful
    , counted.highest_probability_below_base_rate
FROM counted
LEFT JOIN independent USING (drug, drug_kind, question)
ORDER BY counted.drug_kind, counted.drug, counted.question
