-- What changed since the publication before
-- Grain:  one row per thing that changed between the publication before and this one
WITH changed AS (
    SELECT 'verdict' AS change
        , [drug] AS drugs
        , event
        , drug || ' x ' || event AS reference
        , CAST(NULL AS VARCHAR) AS title
        , value_before
        , value_after
        , why
    FROM evidence.verdict_change
    UNION ALL
    SELECT change, drugs, NULL, reference, title, value_before, value_after, why FROM evidence.study_change
    UNION ALL
    SELECT change, drugs, NULL, reference, title, value_before, value_after, why FROM evidence.paper_change
    UNION ALL
    SELECT change, drugs, NULL, reference, title, value_before, value_after, why FROM evidence.people_change
    UNION ALL
    SELECT change, [], NULL, reference, NULL, value_before, value_after, why FROM evidence.run_change
)

SELECT run.run_id
    , run.published_at
    , changed.change
    , changed.drugs
    , changed.event
    , changed.reference
    , changed.title
    , changed.value_before
    , changed.value_after
    , changed.why
FROM changed
CROSS JOIN run.publication AS run
ORDER BY changed.change, changed.reference, changed.title, changed.value_after
