-- Number link
-- Grain:  one row per case x group of cases that the rule `manufacturer number` calls the same report
-- Policy: docs/decisions/0003-duplicates.md. Same number from the same sender, unless the cases disagree on sex or are more than
--         2 years apart in age. Every window names the number itself, so that none reaches beyond a slice: two numbers and
--         senders can read alike once they are one text
WITH numbered AS (
    SELECT caseid
        , manufacturer_number
        , manufacturer_number || '|' || sender AS number
        , sex
        , age_years
    FROM latest.report
    WHERE NOT is_deleted
        AND sender IS NOT NULL
        AND manufacturer_number IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY manufacturer_number, sender) > 1
)

, of_one_sex AS (
    -- Where a number has both sexes, each sex is a group of its own and an unknown sex belongs to neither.
    SELECT caseid
        , manufacturer_number
        , number || CASE WHEN min(sex) OVER same_number < max(sex) OVER same_number THEN '|' || sex ELSE '' END AS number
        , age_years
    FROM numbered
    WINDOW same_number AS (PARTITION BY manufacturer_number, number)
)

, age_gap AS (
    SELECT caseid
        , manufacturer_number
        , number
        , age_years
        , age_years - lag(age_years) OVER (PARTITION BY manufacturer_number, number ORDER BY age_years, caseid) > 2 AS is_new_age
    FROM of_one_sex
    WHERE number IS NOT NULL
)

, age_group AS (
    SELECT caseid
        , manufacturer_number
        , number
        , age_years
        , CASE WHEN age_years IS NOT NULL
            THEN count(*) FILTER (is_new_age) OVER (PARTITION BY manufacturer_number, number ORDER BY age_years, caseid)
        END AS age_group
        , count(*) FILTER (is_new_age) OVER (PARTITION BY manufacturer_number, number) AS age_gap_count
    FROM age_gap
)

, of_one_age AS (
    SELECT caseid
        , manufacturer_number
        , number || '|' || coalesce(age_group, 0) AS number
    FROM age_group
    WHERE age_group IS NOT NULL OR age_gap_count = 0
    QUALIFY coalesce(
        max(age_years) OVER (PARTITION BY manufacturer_number, number, coalesce(age_group, 0))
        - min(age_years) OVER (PARTITION BY manufacturer_number, number, coalesce(age_group, 0)), 0
    ) <= 2
)

SELECT caseid
    , 'manufacturer number' AS rule
    , number AS group_key
FROM of_one_age
QUALIFY count(*) OVER (PARTITION BY manufacturer_number, number) > 1
