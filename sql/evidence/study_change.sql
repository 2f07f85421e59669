-- Coded studies that changed since the publication before
-- Grain:  one row per coded study that came, went, or is coded otherwise; rows that wait for their coder do not count
WITH study AS (
    SELECT study_id
        , compound
        , ingredient
        , target_class
        , publication
        , title
        , checked
        , direction || ' in ' || model_family || CASE WHEN is_weighed THEN '' ELSE ', not weighed' END AS coding
    FROM evidence.study
    WHERE direction != 'not coded'
)

, study_before AS (
    SELECT study_id
        , compound
        , ingredient
        , target_class
        , publication
        , title
        , direction || ' in ' || model_family || CASE WHEN is_weighed THEN '' ELSE ', not weighed' END AS coding
    FROM evidence.study_before
    WHERE direction != 'not coded'
)

SELECT CASE
        WHEN was.study_id IS NULL THEN 'coded study'
        WHEN now.study_id IS NULL THEN 'study no longer coded'
        ELSE 'study recoded'
    END AS change
    , 'animals' AS side
    , [coalesce(now.ingredient, now.compound, was.ingredient, was.compound)] AS drugs
    , list_filter(list_distinct([now.ingredient, now.target_class, was.ingredient, was.target_class]), LAMBDA name: name IS NOT NULL)
        AS counts_for
    , coalesce(now.study_id, was.study_id) || ', ' || coalesce(now.publication, was.publication) AS reference
    , coalesce(now.title, was.title) AS title
    , was.coding AS value_before
    , now.coding AS value_after
    , ['data/reference/preclinical_studies.csv' || coalesce(': ' || now.checked, '')] AS why
FROM study AS now
FULL JOIN study_before AS was ON now.study_id = was.study_id
WHERE coalesce(now.coding, '') != coalesce(was.coding, '')
ORDER BY change, reference
