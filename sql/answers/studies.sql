-- Coded animal and culture studies of a drug or class, weighed ones first
SELECT direction, model_family AS model, regimen_kind AS regimen, first_author AS author, year, seen_level AS read
    , CASE
        WHEN is_weighed AND retraction = 'none' THEN 'yes'
        WHEN is_weighed THEN 'yes (' || retraction || ')'
        ELSE 'no: ' || not_weighed_reason
    END AS counts
    , title
FROM evidence.study WHERE $drug IN (ingredient, target_class) AND direction != 'not coded'
ORDER BY is_weighed DESC, model_family ASC, year ASC
