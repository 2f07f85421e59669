-- Papers that changed since the publication before
-- Grain:  one row per paper that was found, withdrawn, or whose retraction state changed
-- Policy: a paper is the same by its name, PMID or DOI, whichever it had before. One that is known only by a number that PubMed
--         did not send is new when it comes
WITH same_paper AS (
    SELECT now.publication, was.publication AS publication_before
    FROM evidence.publication AS now
    INNER JOIN evidence.publication_before AS was USING (publication)
    UNION
    SELECT now.publication, was.publication AS publication_before
    FROM evidence.publication AS now
    INNER JOIN evidence.publication_before AS was ON now.pmid = was.pmid
    UNION
    SELECT now.publication, was.publication AS publication_before
    FROM evidence.publication AS now
    INNER JOIN evidence.publication_before AS was ON lower(now.doi) = lower(was.doi)
)

, before AS (
    SELECT same_paper.publication
        , bool_or(was.title IS NOT NULL) AS is_known
        , bool_or(was.state = 'in PubMed') AS was_in_pubmed
        , CASE
            WHEN bool_or(was.retraction = 'retracted') THEN 'retracted'
            WHEN bool_or(was.retraction = 'expression of concern') THEN 'expression of concern'
            WHEN bool_or(was.retraction = 'corrected') THEN 'corrected'
            ELSE 'none'
        END AS retraction
    FROM same_paper
    INNER JOIN evidence.publication_before AS was ON same_paper.publication_before = was.publication
    GROUP BY same_paper.publication
)

, coded AS (
    SELECT paper.publication
        , list(DISTINCT coalesce(study.ingredient, study.compound)) AS drugs
        , list_concat(
            list(DISTINCT study.ingredient) FILTER (study.ingredient IS NOT NULL)
            , list(DISTINCT study.target_class) FILTER (study.target_class IS NOT NULL)
        ) AS counts_for
    FROM evidence.publication AS paper
    INNER JOIN evidence.study AS study
        ON paper.publication = study.publication OR paper.pmid = study.pmid OR lower(paper.doi) = lower(study.doi)
    GROUP BY paper.publication
)

, paper AS (
    SELECT now.publication
        , now.title
        , now.retraction
        , now.retraction_notice
        , now.state
        , now.first_seen_date
        , list_filter(now.found_by, LAMBDA name: name NOT IN ('coded study', 'human evidence')) AS compounds
        , coalesce(coded.drugs, []) AS coded_drugs
        , coalesce(coded.counts_for, []) AS counts_for
        , coalesce(before.is_known, FALSE) AS is_known
        , coalesce(before.was_in_pubmed, FALSE) AS was_in_pubmed
        , before.retraction AS retraction_before
    FROM evidence.publication AS now
    LEFT JOIN before USING (publication)
    LEFT JOIN coded USING (publication)
)

SELECT 'new paper' AS change
    , 'none' AS side
    , list_sort(compounds) AS drugs
    , CAST([] AS VARCHAR[]) AS counts_for
    , publication AS reference
    , title
    , CAST(NULL AS VARCHAR) AS value_before
    , CASE WHEN retraction = 'none' THEN 'waits for its coder' ELSE retraction END AS value_after
    , list_transform(compounds, LAMBDA name: 'found in PubMed by the search for ' || name) AS why
FROM paper
WHERE NOT is_known AND state = 'in PubMed' AND first_seen_date IS NOT NULL
UNION ALL
SELECT 'paper withdrawn'
    , 'none'
    , list_sort(list_distinct(compounds || coded_drugs))
    , []
    , publication
    , title
    , 'in PubMed'
    , state
    , ['PubMed was asked for it by its number']
FROM paper
WHERE was_in_pubmed AND state IN ('deleted', 'not returned')
UNION ALL
SELECT 'retraction'
    , 'animals'
    , list_sort(list_distinct(compounds || coded_drugs))
    , counts_for
    , publication
    , title
    , retraction_before
    , retraction
    , [coalesce(retraction_notice, 'no notice is cited')]
FROM paper
WHERE is_known AND retraction != retraction_before
ORDER BY change, reference
