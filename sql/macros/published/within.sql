-- The columns of compare, EBGM apart, within the counted cases for which a condition on faers.cases holds: sex = 'F'; age_years >= 65;
-- caseid NOT IN (SELECT ...); TRUE. roles := ['PS'] makes a case the drug's only where it has one of these roles, and leaves out cases
-- without any such drug; roles in any letter case. has_restricted_comparator := TRUE where the condition leaves only chosen drugs to
-- compare with. EBGM's prior is that of all cases, and says nothing of a part. Grain: one row an ingredient x term
-- Example: FROM within(sex = 'F' AND age_years >= 65, ['imatinib'], ['Optic neuritis'], roles := ['PS'])
CREATE MACRO within(condition, ingredients, events, roles := ['PS', 'SS'], has_restricted_comparator := FALSE) AS TABLE
    WITH wanted_drug AS MATERIALIZED (
        FROM listed_drug(ingredients)
    )

    , wanted_event AS MATERIALIZED (
        FROM listed_event(events)
    )

    , wanted_role AS MATERIALIZED (
        SELECT listed.role
        FROM listed_role(roles) AS listed
    )

    , universe AS MATERIALIZED (
        SELECT cases.caseid
        FROM (SELECT cases.* FROM faers.cases AS cases WHERE cases.is_counted AND condition) AS cases
        SEMI JOIN (
            SELECT record.caseid
            FROM faers.case_drug AS record
            SEMI JOIN wanted_role ON record.role = wanted_role.role
            WHERE record.ingredient IS NOT NULL
        ) AS named ON cases.caseid = named.caseid
    )

    , drug_case AS MATERIALIZED (
        SELECT DISTINCT record.ingredient
            , record.caseid
        FROM faers.case_drug AS record
        SEMI JOIN wanted_drug AS wanted ON record.ingredient = wanted.ingredient
        SEMI JOIN universe ON record.caseid = universe.caseid
        SEMI JOIN wanted_role ON record.role = wanted_role.role
    )

    , event_case AS MATERIALIZED (
        SELECT reported.event_pt
            , reported.caseid
        FROM faers.case_event AS reported
        SEMI JOIN wanted_event AS wanted ON reported.event_pt = wanted.event_pt
        SEMI JOIN universe ON reported.caseid = universe.caseid
    )

    , drug_count AS (
        SELECT drug_case.ingredient
            , count(*) AS case_count
        FROM drug_case
        GROUP BY drug_case.ingredient
    )

    , event_count AS (
        SELECT event_case.event_pt
            , count(*) AS case_count
        FROM event_case
        GROUP BY event_case.event_pt
    )

    , together AS (
        SELECT drug_case.ingredient
            , event_case.event_pt
            , count(*) AS a
        FROM drug_case
        INNER JOIN event_case ON drug_case.caseid = event_case.caseid
        GROUP BY drug_case.ingredient, event_case.event_pt
    )

    , counted AS (
        SELECT drug.ingredient
            , event.event_pt
            , coalesce(together.a, 0) AS a
            , coalesce(drug_count.case_count, 0) AS drug_cases
            , coalesce(event_count.case_count, 0) AS event_cases
        FROM wanted_drug AS drug
        CROSS JOIN wanted_event AS event
        LEFT JOIN drug_count ON drug.ingredient = drug_count.ingredient
        LEFT JOIN event_count ON event.event_pt = event_count.event_pt
        LEFT JOIN together ON drug.ingredient = together.ingredient AND event.event_pt = together.event_pt
    )

    , cells AS (
        SELECT counted.ingredient
            , counted.event_pt
            , counted.a
            , counted.drug_cases - counted.a AS b
            , counted.event_cases - counted.a AS c
            , total.case_count - counted.drug_cases - counted.event_cases + counted.a AS d
        FROM counted
        CROSS JOIN (SELECT count(*) AS case_count FROM universe) AS total
    )

    SELECT cells.ingredient
        , cells.event_pt
        , cells.a
        , cells.b
        , cells.c
        , cells.d
        , scores.*
    FROM cells
    CROSS JOIN LATERAL pair_scores(
        cells.a, cells.b, cells.c, cells.d, has_restricted_comparator := has_restricted_comparator
    ) AS scores;
