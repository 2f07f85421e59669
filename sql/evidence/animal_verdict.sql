-- Animal evidence on a watched drug
-- Grain:  one row per watched drug (ingredient, target class, class): what its weighed studies found, and the verdict on them
-- Reads:  evidence.study, watchlist.drug
-- Policy: two questions are kept apart. Efficacy (EAE, viral models): does the drug protect in an induced disease? Myelin
--         harm (toxic, culture, genetic models): does it hurt myelin or its repair? A result in EAE is never counted as harm
--         to myelin. About 90% of published animal studies of MS drugs are positive whatever became of the drug, so that
--         results which all protect are uninformative, and one study or one publication says too little
WITH watched AS (
    SELECT DISTINCT drug
        , drug_kind
        , ingredient
    FROM watchlist.drug
)

, study_of AS (
    SELECT drug, drug_kind, study_id
    FROM watched
    INNER JOIN evidence.study USING (ingredient)
    UNION
    SELECT drug, drug_kind, study_id
    FROM watched
    INNER JOIN evidence.study AS study ON watched.drug = study.target_class
    WHERE watched.drug_kind = 'target_class'
    UNION
    SELECT whole.drug, whole.drug_kind, study_id
    FROM watched AS whole
    INNER JOIN watched AS part ON whole.ingredient = part.ingredient
    INNER JOIN evidence.study AS study ON part.drug = study.target_class
    WHERE whole.drug_kind = 'class'
        AND part.drug_kind = 'target_class'
)

, family AS (
    SELECT drug
        , drug_kind
        , question
        , count(*) FILTER (direction = 'protective') AS protective_count
        , count(*) FILTER (direction = 'harmful') AS harmful_count
        , count(*) FILTER (direction = 'mixed') AS mixed_count
        , count(*) FILTER (direction = 'no effect') AS null_count
        , list(DISTINCT publication) FILTER (model_family IN ('EAE', 'toxic', 'viral')) AS in_vivo_publications
        , count(DISTINCT publication) FILTER (direction = 'harmful') AS harmful_publication_count
    FROM study_of
    INNER JOIN evidence.study AS study USING (study_id)
    WHERE study.is_weighed
    GROUP BY drug, drug_kind, question, model_family
)

, counted AS (
    SELECT watched.drug
        , watched.drug_kind
        , coalesce(sum(protective_count), 0) AS protective_count
        , coalesce(sum(harmful_count), 0) AS harmful_count
        , coalesce(sum(mixed_count), 0) AS mixed_count
        , coalesce(sum(null_count), 0) AS null_count
        , coalesce(sum(protective_count) FILTER (question = 'efficacy'), 0) AS efficacy_protective_count
        , coalesce(sum(harmful_count + mixed_count + null_count) FILTER (question = 'efficacy'), 0) AS efficacy_other_count
        , coalesce(sum(protective_count) FILTER (question = 'myelin harm'), 0) AS myelin_protective_count
        , coalesce(sum(harmful_count) FILTER (question = 'myelin harm'), 0) AS myelin_harmful_count
        , coalesce(sum(mixed_count + null_count) FILTER (question = 'myelin harm'), 0) AS myelin_other_count
        , len(list_distinct(flatten(list(in_vivo_publications)))) AS in_vivo_publication_count
        , coalesce(bool_or(question = 'myelin harm' AND harmful_publication_count >= 2 AND protective_count = 0), FALSE)
            AS is_harmful_in_a_family
    FROM (SELECT DISTINCT drug, drug_kind FROM watched) AS watched
    LEFT JOIN family USING (drug, drug_kind)
    GROUP BY watched.drug, watched.drug_kind
)

SELECT drug
    , drug_kind
    , CASE
        WHEN protective_count + harmful_count + mixed_count + null_count = 0 THEN 'none found'
        WHEN is_harmful_in_a_family THEN 'harmful'
        WHEN coalesce(in_vivo_publication_count, 0) < 2 THEN 'too few'
        WHEN harmful_count + mixed_count + null_count > 0 THEN 'mixed'
        ELSE 'uninformative'
    END AS animal_verdict
    , CAST(protective_count + harmful_count + mixed_count + null_count AS INTEGER) AS study_count
    , CAST(protective_count AS INTEGER) AS protective_count
    , CAST(harmful_count AS INTEGER) AS harmful_count
    , CAST(mixed_count AS INTEGER) AS mixed_count
    , CAST(null_count AS INTEGER) AS null_count
    , CAST(efficacy_protective_count AS INTEGER) AS efficacy_protective_count
    , CAST(efficacy_other_count AS INTEGER) AS efficacy_other_count
    , CAST(myelin_protective_count AS INTEGER) AS myelin_protective_count
    , CAST(myelin_harmful_count AS INTEGER) AS myelin_harmful_count
    , CAST(myelin_other_count AS INTEGER) AS myelin_other_count
    , CAST(coalesce(in_vivo_publication_count, 0) AS INTEGER) AS in_vivo_publication_count
FROM counted
ORDER BY drug_kind, drug
