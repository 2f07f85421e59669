-- Starting point
-- Grain:  one row per coded study or piece of human evidence that the question began with; none where the topic has no
--         evidence
SELECT point.reference
    , 'animals' AS side
    , coalesce(study.ingredient, study.compound) AS drug
    , concat_ws(' ', regexp_extract(study.first_author, '^\S+'), study.year) AS publication
    , study.direction AS finding
    , point.source
FROM reference.starting_point AS point
INNER JOIN evidence.study AS study ON point.reference = study.study_id
UNION ALL
SELECT point.reference
    , 'people'
    , coalesce(human.ingredient, human.compound)
    , concat_ws(' ', regexp_extract(human.citation, '^\S+'), human.year)
    , human.finding
    , point.source
FROM reference.starting_point AS point
INNER JOIN reference.human_evidence AS human ON point.reference = human.evidence_id
WHERE EXISTS (SELECT 1 FROM watchlist.evidence)
ORDER BY reference
