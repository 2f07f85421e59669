-- Subgroup of a watched pair
-- Grain:  one row per watched drug (ingredient, target class, class) x factor (age, sex, region, pregnancy) x subgroup: the compared
--         event group in the compared analysis, each subgroup compared within itself
-- Policy: docs/methods.md, Subgroups. Every subgroup is there, those without a case and what reports do not say included; the one p of
--         a factor says whether its subgroups differ, and no subgroup is judged by itself. A report is of a pregnancy where an event or
--         an indication says so (data/reference/pregnancy_terms.csv); another may be one without saying so
WITH of_pregnancy AS (
    SELECT reported.caseid
    FROM faers.case_event AS reported
    INNER JOIN reference.pregnancy_term AS listed ON lower(reported.event_pt) = lower(listed.term)
    UNION
    SELECT given.caseid
    FROM faers.case_indication AS given
    INNER JOIN reference.pregnancy_term AS listed ON lower(given.indication_pt) = lower(listed.term)
)

, answered AS (
    SELECT counted.case_number
        , unnest([
            {
                factor: 'age'
                , subgroup: CASE
                    WHEN cases.age_years < 18 THEN 'below 18'
                    WHEN cases.age_years < 45 THEN '18 to 44'
                    WHEN cases.age_years < 65 THEN '45 to 64'
                    WHEN cases.age_years >= 65 THEN '65 and over'
                END
            }
            , {factor: 'sex', subgroup: CASE cases.sex WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' END}
            , {factor: 'region', subgroup: of_country.region}
            , {
                factor: 'pregnancy'
                , subgroup: CASE WHEN of_pregnancy.caseid IS NULL THEN 'no pregnancy named' ELSE 'pregnancy named' END
            }
        ], recursive := TRUE)
    FROM watch.counted_case AS counted
    INNER JOIN faers.cases AS cases USING (caseid)
    LEFT JOIN reference.country_region AS of_country
        ON coalesce(cases.country, cases.reporter_country) = of_country.country
    LEFT JOIN of_pregnancy USING (caseid)
    WHERE counted.is_compared
)

, grouped AS (
    SELECT case_number
        , factor
        , coalesce(subgroup, 'not stated') AS subgroup
    FROM answered
)

, headline AS (
    SELECT reporting.case_number
    FROM watch.event_case AS reporting
    INNER JOIN watchlist.protocol AS protocol ON reporting.event = protocol.comparison_group
    WHERE reporting.event_kind = 'group'
)

, margin AS (
    SELECT grouped.factor
        , grouped.subgroup
        , count(*) AS case_count
        , count(headline.case_number) AS event_case_count
    FROM grouped
    LEFT JOIN headline USING (case_number)
    GROUP BY grouped.factor, grouped.subgroup
)

, drug_side AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , grouped.factor
        , grouped.subgroup
        , count(*) AS drug_case_count
        , count(headline.case_number) AS a
    FROM watch.drug_case AS by_drug
    INNER JOIN grouped USING (case_number)
    LEFT JOIN headline USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, grouped.factor, grouped.subgroup
)

, cells AS (
    SELECT drug.drug
        , drug.drug_kind
        , margin.factor
        , margin.subgroup
        , CAST(coalesce(drug_side.a, 0) AS BIGINT) AS a
        , CAST(coalesce(drug_side.drug_case_count - drug_side.a, 0) AS BIGINT) AS b
        , CAST(margin.event_case_count - coalesce(drug_side.a, 0) AS BIGINT) AS c
        , CAST(
            margin.case_count - margin.event_case_count - coalesce(drug_side.drug_case_count - drug_side.a, 0) AS BIGINT
        ) AS d
    FROM watch.drug AS drug
    CROSS JOIN margin
    LEFT JOIN drug_side USING (drug, drug_kind, factor, subgroup)
)

SELECT protocol.name AS watchlist
    , cells.drug
    , cells.drug_kind
    , protocol.comparison_group AS event
    , protocol.comparison_analysis AS analysis
    , cells.factor
    , cells.subgroup
    , CAST(coalesce(list_position([
        'below 18', '18 to 44', '45 to 64', '65 and over', 'female', 'male', 'Northern America', 'Europe', 'Asia'
        , 'Latin America and the Caribbean', 'Africa', 'Oceania', 'pregnancy named', 'no pregnancy named'
    ], cells.subgroup), 15) AS INTEGER) AS place
    , cells.a
    , cells.b
    , cells.c
    , cells.d
    , cells.subgroup != 'not stated'
        AND coalesce((cells.a + cells.b) * sum(cells.a) OVER of_factor / nullif(sum(cells.a + cells.b) OVER of_factor, 0), 0) >= 5
        AS is_tested
FROM cells
CROSS JOIN watchlist.protocol AS protocol
WINDOW of_factor AS (PARTITION BY cells.drug, cells.drug_kind, cells.factor)
ORDER BY cells.drug_kind, cells.drug, cells.factor, place
