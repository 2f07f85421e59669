-- Coded animal and culture studies of a drug, and those that count for a class
WITH of_drug AS (
    SELECT ingredient AS drug, 'ingredient' AS drug_kind, study_id FROM evidence.study WHERE watchlist = $watchlist
    UNION
    SELECT drug, drug_kind, study_id FROM evidence.study_of_drug WHERE watchlist = $watchlist
)

SELECT of_drug.drug, of_drug.drug_kind, study.direction, study.question, study.model_family, study.model
    , study.species, study.first_author, study.year, study.title, study.pmid, study.doi, study.is_weighed
    , study.seen_level
FROM of_drug
INNER JOIN evidence.study AS study USING (study_id)
WHERE study.watchlist = $watchlist AND of_drug.drug IN $drugs
ORDER BY study.question, study.model_family, study.year, study.title, study_id
