-- Animals beside people
-- Grain:  one row per watched drug x event group of the watchlist
-- Policy: people are judged in the watchlist's comparison analysis, with its first analysis beside it. The name and the
--         sentence of each cell stand in data/reference/agreement_matrix.csv, the words of a verdict on people in
--         human_verdicts.csv: protective animal results are what the base rate
--         leads one to expect, so they never concord with anything; few reports are never agreement. myelin_agreement is the
--         same by the studies alone that ask whether the drug does the harm
WITH base_rate AS (
    SELECT sum(positive) / nullif(sum(studies), 0) AS base_rate
        , CAST(sum(studies) AS INTEGER) AS base_rate_study_count
    FROM reference.animal_base_rate
    WHERE grouping = 'drug group'
)

, people AS (
    SELECT watch.drug
        , watch.drug_kind
        , watch.event
        , watch.analysis = protocol.comparison_analysis AS is_comparison
        , watch.analysis = protocol.primary_analysis AS is_primary
        , watch.a
        , watch.expected
        , watch.ror
        , watch.ror_lower
        , watch.ror_upper
        , watch.ic
        , watch.ic_lower
        , watch.ic_upper
        , watch.human_verdict
    FROM signals.watch AS watch
    CROSS JOIN watchlist.protocol AS protocol
    WHERE watch.event_kind = 'group'
)

, paired AS (
    SELECT animal.*
        , event_group.term_group AS event
        , event_group.has_animal_model
        , compared.human_verdict
        , first.human_verdict AS primary_verdict
        , compared.a
        , compared.expected
        , compared.ror
        , compared.ror_lower
        , compared.ror_upper
        , compared.ic
        , compared.ic_lower
        , compared.ic_upper
        , first.a AS primary_a
        , first.expected AS primary_expected
    FROM evidence.animal_verdict AS animal
    CROSS JOIN watchlist.event_group AS event_group
    LEFT JOIN people AS compared
        ON animal.drug = compared.drug AND animal.drug_kind = compared.drug_kind
        AND event_group.term_group = compared.event AND compared.is_comparison
    LEFT JOIN people AS first
        ON animal.drug = first.drug AND animal.drug_kind = first.drug_kind
        AND event_group.term_group = first.event AND first.is_primary
)

SELECT protocol.name AS watchlist
    , paired.drug
    , paired.drug_kind
    , paired.event
    , paired.animal_verdict
    , paired.human_verdict
    , paired.primary_verdict
    , cell.agreement
    , CASE
        WHEN paired.human_verdict = 'disproportionate' AND paired.primary_verdict != 'disproportionate' THEN 'masked'
        WHEN paired.primary_verdict = 'disproportionate' AND paired.human_verdict != 'disproportionate' THEN 'confounded'
    END AS remark
    , replace(cell.sentence, '{people}', verdict.words) AS sentence
    , paired.myelin_verdict
    , paired.efficacy_verdict
    , paired.rests_on
    , myelin_cell.agreement AS myelin_agreement
    , paired.animal_verdict_unweighted
    , certainty.certainty
    , certainty.certainty_reasons
    , CASE WHEN paired.has_animal_model
        THEN topic.caveat
    END AS caveat
    , paired.study_count
    , paired.protective_count
    , paired.harmful_count
    , paired.mixed_count
    , paired.null_count
    , paired.efficacy_protective_count
    , paired.efficacy_other_count
    , paired.myelin_protective_count
    , paired.myelin_harmful_count
    , paired.myelin_other_count
    , paired.group_count
    , paired.in_vivo_group_count
    , paired.in_vivo_publication_count
    , base_rate.base_rate
    , base_rate.base_rate_study_count
    , paired.a
    , paired.expected
    , paired.ror
    , paired.ror_lower
    , paired.ror_upper
    , paired.ic
    , paired.ic_lower
    , paired.ic_upper
    , paired.primary_a
    , paired.primary_expected
FROM paired
CROSS JOIN base_rate
CROSS JOIN watchlist.protocol AS protocol
CROSS JOIN watchlist.evidence AS topic
LEFT JOIN evidence.certainty AS certainty
    ON paired.drug = certainty.drug AND paired.drug_kind = certainty.drug_kind AND paired.event = certainty.event
LEFT JOIN reference.agreement_matrix AS cell
    ON cell.animal_verdict = CASE WHEN paired.has_animal_model THEN paired.animal_verdict ELSE 'no relevant model' END
    AND cell.human_verdict = coalesce(paired.human_verdict, 'not counted')
LEFT JOIN reference.human_verdict AS verdict ON cell.human_verdict = verdict.human_verdict
LEFT JOIN reference.agreement_matrix AS myelin_cell
    ON myelin_cell.animal_verdict = CASE WHEN paired.has_animal_model THEN paired.myelin_verdict ELSE 'no relevant model' END
    AND myelin_cell.human_verdict = coalesce(paired.human_verdict, 'not counted')
ORDER BY paired.drug_kind, paired.drug, paired.event
