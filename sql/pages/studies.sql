-- Coded animal and culture studies of a drug
SELECT study.direction, study.question, study.model_family, study.model, study.species, study.first_author, study.year
    , study.title, study.pmid, study.doi, study.is_weighed, study.seen_level
FROM evidence.study AS study
WHERE study.ingredient = $drug OR study.study_id IN (
    SELECT study_id
    FROM evidence.study_of_drug
    WHERE drug = $drug AND drug_kind = $drug_kind
)
ORDER BY study.question, study.model_family, study.year, study.title
