-- Drugs with an animal study that counts, and those that stand out in people, side by side
WITH studied AS (
    SELECT coalesce(study.ingredient, study.compound) AS drug
        , study.ingredient IS NOT NULL AS is_medicine
        , study.target_class
        , list(study.direction ORDER BY study.direction DESC) FILTER (study.question = 'efficacy') AS induced_disease
        , list(study.direction ORDER BY study.direction DESC) FILTER (study.question = 'harm') AS asked_of_harm
    FROM evidence.study AS study
    INNER JOIN evidence.study_weight AS weight USING (study_id)
    WHERE weight.weight > 0
    GROUP BY ALL
)

, begun AS (
    SELECT drug
        , list(publication || ' (' || side || ')' ORDER BY side, publication) AS starting_point
        , list(finding ORDER BY publication) FILTER (side = 'animals') AS starting_directions
        , bool_or(side = 'people') AS is_starting_report
    FROM evidence.starting_point
    GROUP BY drug
)

, people AS (
    SELECT drug
        , a
        , expected
        , a + b > 0 AS is_reported
        , ic
        , ic_lower
        , ic_upper
        , human_verdict
    FROM signals.watch
    WHERE analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient'
)

, hollow AS (
    SELECT DISTINCT drug
    FROM signals.watch_caution
    WHERE analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND is_hollow
)

, watched_class AS (
    SELECT DISTINCT drug
    FROM signals.watch
    WHERE drug_kind = 'target_class'
)

SELECT coalesce(people.drug, studied.drug) AS drug
    , coalesce(studied.induced_disease, []) AS induced_disease
    , coalesce(studied.asked_of_harm, []) AS asked_of_harm
    , coalesce(begun.starting_point, []) AS starting_point
    , coalesce(begun.starting_directions, []) AS starting_directions
    , people.a
    , people.expected
    , CASE WHEN people.is_reported THEN people.ic END AS ic
    , CASE WHEN people.is_reported THEN people.ic_lower END AS ic_lower
    , CASE WHEN people.is_reported THEN people.ic_upper END AS ic_upper
    , CASE WHEN people.drug IS NULL THEN 'no medicine' WHEN people.is_reported THEN people.human_verdict ELSE 'no report' END
        AS human_verdict
    , coalesce(begun.is_starting_report, FALSE) AS is_starting_report
    , hollow.drug IS NOT NULL AS is_hollow
FROM people
FULL JOIN studied ON people.drug = studied.drug AND studied.is_medicine
LEFT JOIN begun ON coalesce(people.drug, studied.drug) = begun.drug
LEFT JOIN hollow ON people.drug = hollow.drug
WHERE CASE
        WHEN people.drug IS NOT NULL THEN studied.drug IS NOT NULL OR people.human_verdict = 'disproportionate'
        ELSE begun.drug IS NOT NULL AND studied.target_class IN (FROM watched_class)
    END
ORDER BY people.drug IS NOT NULL DESC, begun.drug IS NOT NULL DESC, people.a DESC NULLS LAST, drug ASC
