-- Two drugs and a watched event
-- Grain:  one row per watched ingredient x companion x watched event (term or group): counted cases by who is named. The
--         digits of a count say whether the drug, the companion and the event are named
-- Policy: Noren 2008, Stat Med 27:3057-3070
WITH both_case AS (
    SELECT pair.drug
        , pair.companion
        , first.case_number
    FROM watch.companion AS pair
    INNER JOIN watch.exposure AS first ON pair.drug = first.ingredient
    INNER JOIN watch.exposure AS second
        ON pair.companion = second.ingredient AND first.case_number = second.case_number
)

, both_total AS (
    SELECT drug
        , companion
        , count(*) AS case_count
    FROM both_case
    GROUP BY drug, companion
)

, both_event AS (
    SELECT both_case.drug
        , both_case.companion
        , reported.event
        , reported.event_kind
        , count(*) AS case_count
    FROM both_case
    INNER JOIN watch.event_case AS reported USING (case_number)
    GROUP BY both_case.drug, both_case.companion, reported.event, reported.event_kind
)

, one_total AS (
    SELECT ingredient
        , count(*) AS case_count
    FROM watch.exposure
    GROUP BY ingredient
)

, one_event AS (
    SELECT exposure.ingredient
        , reported.event
        , reported.event_kind
        , count(*) AS case_count
    FROM watch.exposure AS exposure
    INNER JOIN watch.event_case AS reported USING (case_number)
    GROUP BY exposure.ingredient, reported.event, reported.event_kind
)

, event_total AS (
    SELECT event
        , event_kind
        , count(*) AS case_count
    FROM watch.event_case
    GROUP BY event, event_kind
)

, counted AS (
    SELECT pair.drug
        , pair.companion
        , watched.event
        , watched.event_kind
        , (SELECT count(*) FROM watch.counted_case) AS case_count
        , both_total.case_count AS both_count
        , first.case_count AS drug_count
        , second.case_count AS companion_count
        , coalesce(event_total.case_count, 0) AS event_count
        , coalesce(both_event.case_count, 0) AS n111
        , coalesce(first_event.case_count, 0) AS drug_event_count
        , coalesce(second_event.case_count, 0) AS companion_event_count
    FROM watch.companion AS pair
    CROSS JOIN (SELECT DISTINCT event, event_kind FROM watchlist.event) AS watched
    INNER JOIN both_total USING (drug, companion)
    INNER JOIN one_total AS first ON pair.drug = first.ingredient
    INNER JOIN one_total AS second ON pair.companion = second.ingredient
    LEFT JOIN event_total USING (event, event_kind)
    LEFT JOIN both_event USING (drug, companion, event, event_kind)
    LEFT JOIN one_event AS first_event
        ON pair.drug = first_event.ingredient
        AND watched.event = first_event.event AND watched.event_kind = first_event.event_kind
    LEFT JOIN one_event AS second_event
        ON pair.companion = second_event.ingredient
        AND watched.event = second_event.event AND watched.event_kind = second_event.event_kind
)

SELECT drug
    , companion
    , event
    , event_kind
    , n111
    , both_count - n111 AS n110
    , drug_event_count - n111 AS n101
    , drug_count - both_count - drug_event_count + n111 AS n100
    , companion_event_count - n111 AS n011
    , companion_count - both_count - companion_event_count + n111 AS n010
    , event_count - drug_event_count - companion_event_count + n111 AS n001
    , case_count - drug_count - companion_count + both_count
        - event_count + drug_event_count + companion_event_count - n111 AS n000
FROM counted
