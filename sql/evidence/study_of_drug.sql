-- Studies that speak to a watched drug
-- Grain:  one row per watched drug (ingredient, target class, class) x weighed study
-- Policy: a study of a medicine counts for the medicine, its target class and the class; a study of a research compound, which
--         is no medicine, counts through its target class and, where a watched drug shares that, for the class
WITH watched AS (
    SELECT DISTINCT drug
        , drug_kind
        , ingredient
    FROM watchlist.drug
)

, counted AS (
    SELECT watched.drug, watched.drug_kind, study.study_id
    FROM watched
    INNER JOIN evidence.study AS study USING (ingredient)
    WHERE study.is_weighed
    UNION
    SELECT watched.drug, watched.drug_kind, study.study_id
    FROM watched
    INNER JOIN evidence.study AS study ON watched.drug = study.target_class
    WHERE watched.drug_kind = 'target_class' AND study.is_weighed
    UNION
    SELECT whole.drug, whole.drug_kind, study.study_id
    FROM watched AS whole
    INNER JOIN watched AS part ON whole.ingredient = part.ingredient
    INNER JOIN evidence.study AS study ON part.drug = study.target_class
    WHERE whole.drug_kind = 'class' AND part.drug_kind = 'target_class' AND study.is_weighed
)

SELECT drug
    , drug_kind
    , study_id
FROM counted
ORDER BY drug_kind, drug, study_id
