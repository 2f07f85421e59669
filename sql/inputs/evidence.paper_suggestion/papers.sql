-- The rows papers of evidence.paper_suggestion
SELECT paper.publication, any_value(paper.title) AS title, any_value(paper.abstract) AS abstract
    , list_sort(list_distinct(flatten([
        any_value(paper.found_by)
        , list(study.compound) FILTER (study.compound IS NOT NULL)
        , list(study.ingredient) FILTER (study.ingredient IS NOT NULL)
    ]))) AS compounds
FROM evidence.publication AS paper
LEFT JOIN evidence.study AS study
    ON paper.publication = study.publication OR paper.pmid = study.pmid OR lower(paper.doi) = lower(study.doi)
GROUP BY paper.publication
ORDER BY paper.publication
