-- Review queue
-- Grain:  one row per publication that is not coded yet, the one likeliest to matter first
-- Policy: docs/methods.md, The review queue. What is suggested is for the coder's eye only and enters no verdict; each
--         suggestion stands beside the words that it rests on. Nothing that was found is left out: a retracted or deleted
--         paper stands last. Europe PMC's types of papers are in lower case. The papers of the human evidence are coded there and not here
WITH waiting AS (
    SELECT *
        , list_transform(publication_types, LAMBDA kind: lower(kind)) AS kinds
    FROM evidence.publication
    WHERE NOT is_coded AND NOT list_contains(found_by, 'human evidence')
)

, about AS (
    SELECT suggestion.publication
        , bool_or(coalesce(agreement.human_verdict = 'disproportionate', FALSE)) AS is_reported_in_people
        , bool_or(coalesce(animal.in_vivo_group_count < 2, FALSE)) AS is_hardly_studied
    FROM (SELECT publication, unnest(compounds) AS compound FROM evidence.paper_suggestion) AS suggestion
    INNER JOIN literature.compound AS compound USING (compound)
    LEFT JOIN evidence.agreement AS agreement
        ON compound.ingredient = agreement.drug AND agreement.drug_kind = 'ingredient' AND agreement.caveat IS NOT NULL
    LEFT JOIN evidence.animal_verdict AS animal
        ON compound.ingredient = animal.drug AND animal.drug_kind = 'ingredient'
    GROUP BY suggestion.publication
)

, pointed AS (
    SELECT waiting.publication
        , list_filter([
            CASE WHEN suggestion.names_together THEN 'names together' END
            , CASE WHEN suggestion.is_in_title THEN 'in the title' END
            , CASE WHEN suggestion.suggested_model IN ('toxic', 'culture', 'genetic', 'repeat-dose') THEN 'asks about harm' END
            , CASE WHEN suggestion.suggested_direction != 'protective' THEN 'telling direction' END
            , CASE WHEN about.is_reported_in_people THEN 'reported in people' END
            , CASE WHEN about.is_hardly_studied THEN 'hardly studied' END
            , CASE WHEN waiting.abstract IS NULL THEN 'no abstract' END
            , CASE WHEN waiting.is_open_access THEN 'open full text' END
            , CASE WHEN waiting.cited_by_count >= 20 THEN 'often cited' END
            , CASE WHEN waiting.is_preprint THEN 'preprint' END
            , CASE WHEN len(list_filter(waiting.kinds, LAMBDA kind: kind LIKE 'clinical trial%' OR kind IN (
                'case reports', 'case-report', 'randomized controlled trial', 'observational study'
            ))) > 0 THEN 'on people' END
            , CASE WHEN list_has_any(waiting.kinds, [
                'review', 'review-article', 'systematic review', 'systematic-review', 'meta-analysis', 'editorial', 'comment'
                , 'letter', 'news'
            ]) THEN 'no study of its own' END
            , CASE WHEN waiting.retraction = 'retracted' OR waiting.state = 'deleted' THEN 'withdrawn' END
        ], LAMBDA point: point IS NOT NULL) AS points
    FROM waiting
    LEFT JOIN evidence.paper_suggestion AS suggestion USING (publication)
    LEFT JOIN about USING (publication)
)

, weighed AS (
    SELECT pointed.publication
        , CAST(coalesce(sum(CASE point.effect WHEN 'up' THEN point.points ELSE -point.points END), 0) AS INTEGER) AS priority
        , coalesce(
            list(CASE point.effect WHEN 'up' THEN '+' ELSE '-' END || point.points || ' ' || point.reason
                ORDER BY point.effect DESC, point.points DESC, point.point ASC)
                FILTER (point.point IS NOT NULL)
            , []
        ) AS priority_reasons
    FROM pointed
    LEFT JOIN reference.review_point AS point ON list_contains(pointed.points, point.point)
    GROUP BY pointed.publication
)

, rows_waiting AS (
    SELECT waiting.publication
        , list(study.study_id ORDER BY study.study_id) AS study_ids
    FROM waiting
    INNER JOIN evidence.study AS study
        ON waiting.publication = study.publication OR waiting.pmid = study.pmid OR lower(waiting.doi) = lower(study.doi)
    GROUP BY waiting.publication
)

SELECT CAST(row_number() OVER (
        ORDER BY weighed.priority DESC, waiting.year DESC NULLS LAST, waiting.cited_by_count DESC NULLS LAST
            , waiting.publication ASC
    ) AS INTEGER) AS queue_position
    , waiting.publication
    , waiting.pmid
    , waiting.doi
    , waiting.title
    , waiting.journal
    , waiting.first_author
    , waiting.year
    , weighed.priority
    , weighed.priority_reasons
    , coalesce(suggestion.compounds, []) AS compounds
    , waiting.found_by
    , coalesce(suggestion.sentences, []) AS sentences
    , suggestion.suggested_model
    , coalesce(suggestion.model_words, []) AS model_words
    , coalesce(suggestion.other_models, []) AS other_models
    , suggestion.suggested_regimen
    , coalesce(suggestion.regimen_words, []) AS regimen_words
    , suggestion.suggested_direction
    , coalesce(suggestion.direction_words, []) AS direction_words
    , waiting.abstract IS NOT NULL AS has_abstract
    , waiting.publication_types
    , waiting.is_preprint
    , waiting.is_open_access
    , waiting.cited_by_count
    , waiting.retraction
    , waiting.state
    , waiting.first_seen_date
    , coalesce(rows_waiting.study_ids, []) AS study_ids
FROM waiting
INNER JOIN weighed USING (publication)
LEFT JOIN evidence.paper_suggestion AS suggestion USING (publication)
LEFT JOIN rows_waiting USING (publication)
ORDER BY queue_position
