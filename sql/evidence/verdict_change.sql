-- Verdicts that changed since the publication before, and why
-- Grain:  one row per watched drug x event group that an animal model speaks to, watched both times, whose row of
--         evidence.agreement says something else
-- Policy: the reasons are the studies and retractions that count for the drug where the animal side changed, quarters where the
--         side of people did, watchlist and code in any case
WITH verdict AS (
    SELECT now.drug
        , now.drug_kind
        , now.event
        , concat(
            'animals ', was.animal_verdict, '; people ', coalesce(was.human_verdict, 'not counted'), ': ', was.agreement
            , ' (certainty ' || was.certainty || ')'
        ) AS value_before
        , concat(
            'animals ', now.animal_verdict, '; people ', coalesce(now.human_verdict, 'not counted'), ': ', now.agreement
            , ' (certainty ' || now.certainty || ')'
        ) AS value_after
        , now.animal_verdict != was.animal_verdict OR now.myelin_verdict != was.myelin_verdict AS is_verdict_of_animals
        , coalesce(now.certainty, '') != coalesce(was.certainty, '') AS is_certainty
        , coalesce(now.human_verdict, '') != coalesce(was.human_verdict, '') AS is_people
    FROM evidence.agreement AS now
    INNER JOIN evidence.agreement_before AS was ON now.drug = was.drug AND now.drug_kind = was.drug_kind AND now.event = was.event
    WHERE now.caveat IS NOT NULL
)

, cause AS (
    SELECT change, side, counts_for, reference FROM evidence.study_change
    UNION ALL
    SELECT change, side, counts_for, reference FROM evidence.paper_change
    UNION ALL
    SELECT change, side, [], reference FROM evidence.run_change
)

, changed AS (
    SELECT drug
        , drug_kind
        , event
        , value_before
        , value_after
        , is_verdict_of_animals OR is_certainty AS is_animals
        , is_people OR is_certainty AS is_people
    FROM verdict
    WHERE value_before != value_after OR is_verdict_of_animals
)

SELECT changed.drug
    , changed.drug_kind
    , changed.event
    , changed.value_before
    , changed.value_after
    , coalesce(
        list(DISTINCT cause.change || ' ' || cause.reference ORDER BY cause.change || ' ' || cause.reference)
        FILTER (cause.change IS NOT NULL)
        , [
            'no study, paper or quarter changed for it: the project''s reference data (weights, base rates, names) or a setting did'
        ]
    ) AS why
FROM changed
LEFT JOIN cause
    ON cause.side = 'both'
    OR (cause.side = 'people' AND changed.is_people)
    OR (
        cause.side = 'animals'
        AND changed.is_animals
        AND (changed.drug_kind = 'class' OR list_contains(cause.counts_for, changed.drug))
    )
GROUP BY changed.drug, changed.drug_kind, changed.event, changed.value_before, changed.value_after
ORDER BY changed.drug_kind, changed.drug, changed.event
