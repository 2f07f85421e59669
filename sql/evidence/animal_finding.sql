-- Finding in animals on a label
-- Grain:  one row per watched drug x sentence of its US labels' sections on animal toxicology that names a lesion
--         of the topic
-- Policy: found by patterns (data/evidence), for a person to decide on: it enters no verdict before it is coded in
--         data/reference/preclinical_studies.csv. A sentence can say that there was no such lesion. The animals had no disease, so
--         that harm is what is asked. The margin is the lowest multiple that the sentence states, of whatever it says,
--         but how often a day it was given
WITH mention AS (
    SELECT label.ingredient
        , label.sentence
        , min(label.section) AS section
        , min(label.words) AS words
        , count(DISTINCT label.set_id) AS label_count
        , max(CAST(label.effective_date AS DATE)) AS effective_date
    FROM literature.label AS label
    SEMI JOIN watchlist.drug AS watched ON label.ingredient = watched.ingredient
    WHERE regexp_matches(label.section, '^(animal_pharmacology|nonclinical_toxicology)')
    GROUP BY label.ingredient, label.sentence
)

, coded AS (
    SELECT ingredient
        , list(study_id ORDER BY study_id) AS study_ids
    FROM evidence.study
    WHERE model_family = 'repeat-dose' AND direction != 'not coded'
    GROUP BY ingredient
)

SELECT mention.ingredient
    , mention.sentence
    , mention.words
    , list_min(list_transform(
        regexp_extract_all(
            regexp_replace(mention.sentence, '[ -]times[ -]*(a|an|per|each|every|daily|weekly)\b', ' doses', 'gi')
            , '([0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?)[ -]*(?:(?:times|fold|X|x)\b|×)', 1
        )
        , LAMBDA multiple: CAST(replace(multiple, ',', '') AS DOUBLE)
    )) AS exposure_margin
    , mention.section
    , mention.label_count
    , mention.effective_date
    , coalesce(coded.study_ids, []) AS coded_study_ids
FROM mention
LEFT JOIN coded USING (ingredient)
ORDER BY mention.ingredient, mention.words, mention.sentence
