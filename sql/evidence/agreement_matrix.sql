-- Matrix of animals x people
-- Grain:  one row per event group x kind of drug x animal verdict x verdict on people, with the drugs in that cell, none included
-- Policy: never one number: every cell with its name, its sentence and its drugs. The target class and class rows are of other
--         drug_kinds and are not added to the ingredients
WITH cell AS (
    SELECT event_group.term_group AS event
        , drug_kinds.drug_kind
        , matrix.animal_verdict
        , matrix.human_verdict
        , matrix.agreement
        , replace(matrix.sentence, '{people}', verdict.words) AS sentence
        , event_group.has_animal_model
    FROM reference.agreement_matrix AS matrix
    INNER JOIN reference.human_verdict AS verdict USING (human_verdict)
    CROSS JOIN watchlist.event_group AS event_group
    CROSS JOIN watchlist.evidence
    CROSS JOIN (VALUES ('ingredient'), ('target_class')) AS drug_kinds (drug_kind)
    WHERE (matrix.animal_verdict = 'no relevant model') = (NOT event_group.has_animal_model)
)

SELECT cell.event
    , cell.drug_kind
    , cell.animal_verdict
    , cell.human_verdict
    , cell.agreement
    , cell.sentence
    , CAST(count(agreement.drug) AS INTEGER) AS drug_count
    , coalesce(list(agreement.drug ORDER BY agreement.drug) FILTER (agreement.drug IS NOT NULL), []) AS drugs
FROM cell
LEFT JOIN evidence.agreement AS agreement
    ON cell.event = agreement.event
    AND cell.drug_kind = agreement.drug_kind
    AND (cell.animal_verdict = agreement.animal_verdict OR NOT cell.has_animal_model)
    AND cell.human_verdict = coalesce(agreement.human_verdict, 'not counted')
GROUP BY cell.event, cell.drug_kind, cell.animal_verdict, cell.human_verdict, cell.agreement, cell.sentence
ORDER BY cell.event, cell.drug_kind, cell.animal_verdict, cell.human_verdict
