-- Certainty of animals beside people
-- Grain:  one row per watched drug with a study that counts x event group that an animal model speaks to
-- Policy: in the manner of GRADE (Guyatt 2008, BMJ 336:924-926): begins at low, as GRADE does for observational evidence, and is
--         very low where anything in one of its five domains stands against the evidence; each reason says what.
--         docs/methods.md, Certainty
WITH studied AS (
    SELECT of_drug.drug
        , of_drug.drug_kind
        , count(*) AS study_count
        , count(*) FILTER (weight.rigour = 'neither stated') AS unstated_count
        , count(*) FILTER (interest.study_id IS NOT NULL) AS interest_count
        , string_agg(DISTINCT interest.parties, '; ' ORDER BY interest.parties) AS parties
        , count(*) FILTER (study.brain_penetrant IN ('yes', 'limited')) AS penetrant_count
    FROM evidence.study_of_drug AS of_drug
    INNER JOIN evidence.study AS study USING (study_id)
    INNER JOIN evidence.study_weight AS weight USING (study_id)
    LEFT JOIN (
        SELECT study_id
            , string_agg(party, '; ' ORDER BY party) AS parties
        FROM reference.study_interest
        GROUP BY study_id
    ) AS interest USING (study_id)
    WHERE weight.weight > 0
    GROUP BY of_drug.drug, of_drug.drug_kind
)

, people AS (
    SELECT watch.drug
        , watch.drug_kind
        , watch.event
        , max(watch.human_verdict) FILTER (watch.analysis = protocol.comparison_analysis) AS human_verdict
        , max(watch.human_verdict) FILTER (watch.analysis = protocol.primary_analysis) AS primary_verdict
    FROM signals.watch AS watch
    CROSS JOIN watchlist.protocol AS protocol
    WHERE watch.event_kind = 'group'
    GROUP BY watch.drug, watch.drug_kind, watch.event
)

, judged AS (
    SELECT animal.drug
        , animal.drug_kind
        , event_group.term_group AS event
        , list_filter([
            CASE WHEN studied.unstated_count * 2 > studied.study_count
                THEN 'risk of bias: ' || studied.unstated_count || ' of ' || studied.study_count
                    || ' studies are not known to be randomised or blinded'
            END
            , CASE WHEN studied.interest_count * 2 > studied.study_count
                THEN 'risk of bias: ' || studied.interest_count || ' of ' || studied.study_count
                    || ' studies have a party with an interest in their result (' || studied.parties || ')'
            END
            , CASE
                WHEN animal.protective_count > 0 AND animal.harmful_count + animal.mixed_count > 0
                    THEN 'inconsistency: some studies protect, others harm or do both'
                WHEN people.human_verdict != people.primary_verdict
                    AND 'disproportionate' IN (people.human_verdict, people.primary_verdict)
                    THEN 'inconsistency: people are judged differently ' || first.words
            END
            , CASE
                WHEN animal.rests_on = 'efficacy'
                    THEN 'indirectness: ' || topic.only_efficacy || '; no study asks whether the drug ' || topic.harm
                WHEN studied.penetrant_count = 0
                    THEN 'indirectness: no study says that the drug reached the ' || topic.target_organ
                WHEN animal.drug_kind != 'ingredient' THEN 'indirectness: studies of several compounds stand for one class'
            END
            , CASE
                WHEN animal.in_vivo_group_count < 2 THEN 'imprecision: fewer than two independent groups studied animals'
                WHEN people.human_verdict IS NULL OR people.human_verdict IN ('too few reports', 'inconclusive')
                    THEN 'imprecision: people: ' || coalesce(people.human_verdict, 'not counted')
            END
            , CASE WHEN animal.protective_count = animal.study_count
                THEN 'publication bias: every study that was found is positive, as about 90% of such studies are'
            END
        ], LAMBDA reason: reason IS NOT NULL) AS certainty_reasons
    FROM evidence.animal_verdict AS animal
    INNER JOIN studied USING (drug, drug_kind)
    INNER JOIN watchlist.event_group AS event_group ON event_group.has_animal_model
    CROSS JOIN watchlist.evidence AS topic
    CROSS JOIN watchlist.protocol AS protocol
    INNER JOIN watchlist.analysis AS first ON protocol.primary_analysis = first.analysis
    LEFT JOIN people
        ON animal.drug = people.drug AND animal.drug_kind = people.drug_kind AND event_group.term_group = people.event
)

SELECT drug
    , drug_kind
    , event
    , CASE len(certainty_reasons) WHEN 0 THEN 'low' ELSE 'very low' END AS certainty
    , certainty_reasons
FROM judged
ORDER BY drug_kind, drug, event
