-- Duplicate link
-- Grain:  one row per case x group of cases that one rule calls the same report
-- Reads:  staging.latest_report, staging.case_likeness
-- Policy: docs/decisions/0003-duplicates.md. Two rules: `aeolus` (Banda 2016, Sci Data 3:160026: same event date as FDA
--         wrote it, age and unit, sex, country, set of drugs and set of reactions, none unknown) and `manufacturer number`
--         (same number from the same sender, unless the cases disagree on sex or are more than 2 years apart in age)
WITH unglued AS (
    -- One sender's many reports of one product share a date known only to the month or year without being one report
    -- (373 such groups in 2026Q2 on 1 January or a shorter date alone, as open-altio measured).
    SELECT caseid
        , likeness
    FROM staging.case_likeness
    QUALIFY NOT (has_padded_date AND count(*) OVER (PARTITION BY likeness, sender) >= 8)
)

, numbered AS (
    SELECT caseid
        , manufacturer_number || '|' || sender AS number
        , sex
        , age_years
    FROM staging.latest_report
    WHERE NOT is_deleted
        AND sender IS NOT NULL
        AND manufacturer_number IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY manufacturer_number, sender) > 1
)

, of_one_sex AS (
    -- Where a number has both sexes, each sex is a group of its own and an unknown sex belongs to neither.
    SELECT caseid
        , number || CASE WHEN min(sex) OVER same_number < max(sex) OVER same_number THEN '|' || sex ELSE '' END AS number
        , age_years
    FROM numbered
    WINDOW same_number AS (PARTITION BY number)
)

, age_gap AS (
    SELECT caseid
        , number
        , age_years
        , age_years - lag(age_years) OVER (PARTITION BY number ORDER BY age_years, caseid) > 2 AS is_new_age
    FROM of_one_sex
    WHERE number IS NOT NULL
)

, age_group AS (
    SELECT caseid
        , number
        , age_years
        , CASE WHEN age_years IS NOT NULL
            THEN count(*) FILTER (is_new_age) OVER (PARTITION BY number ORDER BY age_years, caseid)
        END AS age_group
        , count(*) FILTER (is_new_age) OVER (PARTITION BY number) AS age_gap_count
    FROM age_gap
)

, of_one_age AS (
    SELECT caseid
        , number || '|' || coalesce(age_group, 0) AS number
    FROM age_group
    WHERE age_group IS NOT NULL OR age_gap_count = 0
    QUALIFY coalesce(
        max(age_years) OVER (PARTITION BY number, coalesce(age_group, 0))
        - min(age_years) OVER (PARTITION BY number, coalesce(age_group, 0)), 0
    ) <= 2
)

SELECT caseid
    , 'aeolus' AS rule
    , likeness AS group_key
FROM unglued
QUALIFY count(*) OVER (PARTITION BY likeness) > 1
UNION ALL
SELECT caseid
    , 'manufacturer number' AS rule
    , number AS group_key
FROM of_one_age
QUALIFY count(*) OVER (PARTITION BY number) > 1
