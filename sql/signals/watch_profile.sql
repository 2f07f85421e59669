-- Profile of a watched pair
-- Grain:  one row per watched drug x watched event x topic x value, among the cases behind the a of the primary analysis
-- Policy: a case can have several outcomes, indications and companions, so these add up to more than a; what a case does not
--         say is counted as 'not reported'. Of indications and companions, the 20 most frequent of each pair are kept
WITH reported AS (
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , caseid
        , unnest([
            {topic: 'role', answers: [CASE role WHEN 'PS' THEN 'primary suspect' ELSE 'secondary suspect' END]}
            , {topic: 'dechallenge', answers: list_transform(dechallenge, LAMBDA code: challenge_in_words(code))}
            , {topic: 'rechallenge', answers: list_transform(rechallenge, LAMBDA code: challenge_in_words(code))}
            , {topic: 'outcome', answers: list_transform(outcomes, LAMBDA code: outcome_in_words(code))}
            , {topic: 'age', answers: [nullif(age_band(age_years), 'unknown')]}
            , {topic: 'sex', answers: [CASE sex WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' END]}
            , {topic: 'reporter', answers: [reporter_in_words(reporter_type)]}
            , {topic: 'country', answers: [coalesce(country, reporter_country)]}
            , {topic: 'indication', answers: indications}
        ], recursive := TRUE)
    FROM signals.watch_case
)

, member AS (
    SELECT drug
        , drug_kind
        , list(ingredient) AS ingredients
    FROM watchlist.drug
    GROUP BY drug, drug_kind
)

, named AS (
    SELECT DISTINCT caseid
        , ingredient
    FROM faers.case_drug
    SEMI JOIN signals.watch_case USING (caseid)
    WHERE ingredient IS NOT NULL
)

, companion AS (
    SELECT watched.drug
        , watched.drug_kind
        , watched.event
        , watched.event_kind
        , watched.caseid
        , 'companion' AS topic
        , named.ingredient AS answer
    FROM signals.watch_case AS watched
    INNER JOIN member USING (drug, drug_kind)
    LEFT JOIN named
        ON watched.caseid = named.caseid AND NOT list_contains(member.ingredients, named.ingredient)
)

, answered AS (
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , caseid
        , topic
        , unnest(CASE WHEN len(answers) > 0 THEN answers ELSE [NULL] END) AS answer
    FROM reported
    UNION ALL
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , caseid
        , topic
        , answer
    FROM companion
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , topic
    , coalesce(answer, CASE topic WHEN 'companion' THEN 'none' ELSE 'not reported' END) AS value
    , count(DISTINCT caseid) AS case_count
FROM answered
GROUP BY drug, drug_kind, event, event_kind, topic, value
QUALIFY row_number() OVER (
    PARTITION BY drug, drug_kind, event, event_kind, topic ORDER BY case_count DESC, value ASC
) <= 20 OR topic NOT IN ('indication', 'companion')
ORDER BY drug_kind ASC, drug ASC, event_kind ASC, event ASC, topic ASC, case_count DESC, value ASC
