-- Drugs with an animal study that counts, those that stand out in people, and those whose effect in animals has a size
WITH begun AS (
    SELECT drug
        , list(publication || ' (' || side || ')' ORDER BY side, publication) AS starting_point
        , bool_or(side = 'people') AS is_starting_report
    FROM evidence.starting_point
    WHERE watchlist = $watchlist
    GROUP BY drug
)

, counting AS (
    SELECT study.*
        , coalesce(study.ingredient, study.compound) AS drug
        , begun.reference IS NOT NULL AS is_starting
        , measured.effect_id IS NOT NULL AS has_size
    FROM evidence.study AS study
    LEFT JOIN evidence.starting_point AS begun ON study.watchlist = begun.watchlist AND study.study_id = begun.reference
    LEFT JOIN (
        SELECT lower(drug) AS name, lower(doi) AS doi, min(effect_id) AS effect_id
        FROM evidence.effect
        WHERE watchlist = $watchlist
        GROUP BY ALL
    ) AS measured
        ON lower(coalesce(study.ingredient, study.compound)) = measured.name AND lower(study.doi) = measured.doi
    SEMI JOIN (FROM evidence.study_weight WHERE weight > 0) AS weighed
        ON study.watchlist = weighed.watchlist AND study.study_id = weighed.study_id
    WHERE study.watchlist = $watchlist
)

, effect AS (
    SELECT measured.*
        , lower(measured.drug) AS name
        , coalesce(study.is_starting, FALSE) AS is_starting
    FROM evidence.effect AS measured
    LEFT JOIN (SELECT lower(drug) AS name, lower(doi) AS doi, bool_or(is_starting) AS is_starting FROM counting GROUP BY ALL) AS study
        ON lower(measured.drug) = study.name AND lower(measured.doi) = study.doi
    WHERE measured.watchlist = $watchlist
)

, sized AS (
    SELECT name
        , string_agg(DISTINCT fate, ', ' ORDER BY fate) AS fate
        , count(*) AS comparisons
        , list({
            'percent': percent_reduction, 'lower': percent_reduction_lower, 'upper': percent_reduction_upper
            , 'publication': concat_ws(' ', first_author, year), 'regimen': regimen_kind, 'fate': fate, 'is_starting': is_starting
        } ORDER BY percent_reduction DESC, effect_id ASC) AS effects
    FROM effect
    GROUP BY name
)

, studied AS (
    SELECT drug
        , ingredient IS NOT NULL AS is_medicine
        , target_class
        , list(direction ORDER BY direction DESC) FILTER (question = 'efficacy') AS induced_disease
        , list(direction ORDER BY direction DESC) FILTER (question = 'harm') AS asked_of_harm
        , list({
            'direction': direction, 'question': question, 'is_starting': is_starting
            , 'publication': concat_ws(' ', coalesce(regexp_extract(first_author, '^\S+'), study_id), year)
        } ORDER BY is_starting DESC, question ASC, study_id ASC) FILTER (NOT has_size) AS directions_alone
    FROM counting
    GROUP BY ALL
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
    WHERE watchlist = $watchlist AND analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient'
)

, warned AS (
    SELECT drug, arg_min(caution, place) AS caution, bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient'
    GROUP BY drug
)

, watched_class AS (
    SELECT DISTINCT drug
    FROM signals.watch
    WHERE watchlist = $watchlist AND drug_kind = 'target_class'
)

, named AS (
    SELECT coalesce(people.drug, studied.drug) AS drug
        , people.* EXCLUDE (drug)
        , people.drug IS NOT NULL AS is_watched
        , studied.* EXCLUDE (drug)
    FROM people
    FULL JOIN studied ON people.drug = studied.drug AND studied.is_medicine
)

SELECT coalesce(named.drug, sized.name) AS drug
    , coalesce(named.induced_disease, []) AS induced_disease
    , coalesce(named.asked_of_harm, []) AS asked_of_harm
    , coalesce(begun.starting_point, []) AS starting_point
    , sized.comparisons
    , summary.effect AS percent_reduction
    , summary.lower AS percent_reduction_lower
    , summary.upper AS percent_reduction_upper
    , sized.fate
    , named.a
    , named.expected
    , CASE WHEN named.is_reported THEN named.ic END AS ic
    , CASE WHEN named.is_reported THEN named.ic_lower END AS ic_lower
    , CASE WHEN named.is_reported THEN named.ic_upper END AS ic_upper
    , CASE
        WHEN named.drug IS NULL THEN 'not watched'
        WHEN NOT named.is_watched THEN 'no medicine'
        WHEN named.is_reported THEN named.human_verdict
        ELSE 'no report'
    END AS human_verdict
    , warned.caution
    , coalesce(named.directions_alone, []) AS directions_alone
    , coalesce(sized.effects, []) AS effects
    , coalesce(begun.is_starting_report, FALSE) AS is_starting_report
    , coalesce(warned.is_hollow, FALSE) AS is_hollow
FROM named
FULL JOIN sized ON lower(named.drug) = sized.name
LEFT JOIN begun ON named.drug = begun.drug
LEFT JOIN warned ON named.drug = warned.drug
LEFT JOIN evidence.effect_summary AS summary
    ON summary.watchlist = $watchlist
    AND summary.grouping = 'drug' AND summary.measure = 'percent_reduction' AND lower(summary.name) = sized.name
WHERE CASE
        WHEN sized.name IS NOT NULL THEN TRUE
        WHEN named.is_watched THEN named.is_medicine OR named.human_verdict = 'disproportionate'
        ELSE (begun.drug IS NOT NULL OR list_contains(named.asked_of_harm, 'harmful'))
            AND named.target_class IN (FROM watched_class)
    END
ORDER BY named.drug IS NOT NULL DESC, coalesce(named.is_watched, FALSE) DESC, begun.drug IS NOT NULL DESC
    , named.a DESC NULLS LAST, sized.comparisons DESC NULLS LAST, coalesce(named.drug, sized.name) ASC
