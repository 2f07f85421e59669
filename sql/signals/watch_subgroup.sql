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

, headline AS (
    SELECT reporting.case_number
    FROM watch.event_case AS reporting
    INNER JOIN watchlist.protocol AS protocol ON reporting.event = protocol.comparison_group
    WHERE reporting.event_kind = 'group'
)

, named AS (
    -- The subgroups by their places, of which a case has a number each: as texts, those of all reports would fill the memory.
    SELECT ['below 18', '18 to 44', '45 to 64', '65 and over', 'female', 'male', 'Northern America', 'Europe', 'Asia'
        , 'Latin America and the Caribbean', 'Africa', 'Oceania', 'pregnancy named', 'no pregnancy named', 'not stated'
    ] AS subgroups
)

, region AS (
    SELECT of_country.country
        , CAST(list_position(named.subgroups, of_country.region) AS TINYINT) AS place
    FROM reference.country_region AS of_country
    CROSS JOIN named
)

, described AS (
    SELECT counted.case_number
        , headline.case_number IS NOT NULL AS is_event
        , CAST(CASE
            WHEN cases.age_years < 18 THEN 1
            WHEN cases.age_years < 45 THEN 2
            WHEN cases.age_years < 65 THEN 3
            WHEN cases.age_years >= 65 THEN 4
            ELSE 15
        END AS TINYINT) AS age
        , CAST(CASE cases.sex WHEN 'F' THEN 5 WHEN 'M' THEN 6 ELSE 15 END AS TINYINT) AS sex
        , coalesce(region.place, 15) AS region
        , CAST(CASE WHEN of_pregnancy.caseid IS NULL THEN 14 ELSE 13 END AS TINYINT) AS pregnancy
    FROM watch.counted_case AS counted
    INNER JOIN faers.cases AS cases USING (caseid)
    LEFT JOIN region ON coalesce(cases.country, cases.reporter_country) = region.country
    LEFT JOIN of_pregnancy USING (caseid)
    LEFT JOIN headline USING (case_number)
    WHERE counted.is_compared
)

, counted_alike AS (
    -- All cases, as those of no drug, and those of each drug, before they are told apart by one factor after the other.
    SELECT NULL AS drug
        , NULL AS drug_kind
        , age
        , sex
        , region
        , pregnancy
        , count(*) AS case_count
        , count_if(is_event) AS event_case_count
    FROM described
    GROUP BY age, sex, region, pregnancy
    UNION ALL
    SELECT by_drug.drug
        , by_drug.drug_kind
        , described.age
        , described.sex
        , described.region
        , described.pregnancy
        , count(*)
        , count_if(described.is_event)
    FROM watch.drug_case AS by_drug
    INNER JOIN described USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, described.age, described.sex, described.region, described.pregnancy
)

, by_factor AS (
    SELECT drug
        , drug_kind
        , case_count
        , event_case_count
        , unnest([
            {factor: 'age', place: age}
            , {factor: 'sex', place: sex}
            , {factor: 'region', place: region}
            , {factor: 'pregnancy', place: pregnancy}
        ], recursive := TRUE)
    FROM counted_alike
)

, counts AS (
    SELECT drug
        , drug_kind
        , factor
        , place
        , sum(case_count) AS case_count
        , sum(event_case_count) AS event_case_count
    FROM by_factor
    GROUP BY drug, drug_kind, factor, place
)

, cells AS (
    SELECT drug.drug
        , drug.drug_kind
        , margin.factor
        , margin.place
        , CAST(coalesce(own.event_case_count, 0) AS BIGINT) AS a
        , CAST(coalesce(own.case_count - own.event_case_count, 0) AS BIGINT) AS b
        , CAST(margin.event_case_count - coalesce(own.event_case_count, 0) AS BIGINT) AS c
        , CAST(
            margin.case_count - margin.event_case_count - coalesce(own.case_count - own.event_case_count, 0) AS BIGINT
        ) AS d
    FROM watch.drug AS drug
    CROSS JOIN (FROM counts WHERE drug IS NULL) AS margin
    LEFT JOIN counts AS own
        ON drug.drug = own.drug
        AND drug.drug_kind = own.drug_kind
        AND margin.factor = own.factor
        AND margin.place = own.place
)

SELECT protocol.name AS watchlist
    , cells.drug
    , cells.drug_kind
    , protocol.comparison_group AS event
    , protocol.comparison_analysis AS analysis
    , cells.factor
    , named.subgroups[cells.place] AS subgroup
    , CAST(cells.place AS INTEGER) AS place
    , cells.a
    , cells.b
    , cells.c
    , cells.d
    , cells.place < 15
        AND coalesce((cells.a + cells.b) * sum(cells.a) OVER of_factor / nullif(sum(cells.a + cells.b) OVER of_factor, 0), 0) >= 5
        AS is_tested
FROM cells
CROSS JOIN watchlist.protocol AS protocol
CROSS JOIN named
WINDOW of_factor AS (PARTITION BY cells.drug, cells.drug_kind, cells.factor)
ORDER BY cells.drug_kind, cells.drug, cells.factor, place
