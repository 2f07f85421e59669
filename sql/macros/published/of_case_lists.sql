-- The columns of two_by_two, EBGM apart, for a drug and an event that lists of case numbers define, within the counted cases for
-- which a condition on faers.cases holds. Numbers that are listed twice, unknown or outside add nothing: a + b and a + c say how
-- many were used. Grain: one row
-- Example: WITH died AS (SELECT list(caseid) AS i FROM faers.case_outcome WHERE outcome = 'DE')
-- FROM of_case_lists((SELECT list(caseid) FROM faers.suspect WHERE ingredient LIKE '%tinib'), (FROM died), condition := sex = 'F')
CREATE MACRO of_case_lists(drug_caseids, event_caseids, condition := TRUE) AS TABLE
    WITH universe AS MATERIALIZED (
        SELECT cases.caseid
        FROM faers.cases AS cases
        WHERE cases.is_counted AND condition
    )

    , drug_case AS (
        SELECT DISTINCT one.caseid
        FROM (SELECT CAST(unnest(drug_caseids) AS BIGINT) AS caseid) AS one
        SEMI JOIN universe ON one.caseid = universe.caseid
    )

    , event_case AS (
        SELECT DISTINCT one.caseid
        FROM (SELECT CAST(unnest(event_caseids) AS BIGINT) AS caseid) AS one
        SEMI JOIN universe ON one.caseid = universe.caseid
    )

    , counted AS (
        SELECT (SELECT count(*) FROM universe) AS case_count
            , (SELECT count(*) FROM drug_case) AS drug_count
            , (SELECT count(*) FROM event_case) AS event_count
            , (SELECT count(*) FROM drug_case SEMI JOIN event_case ON drug_case.caseid = event_case.caseid) AS a
    )

    , cells AS (
        SELECT counted.a
            , counted.drug_count - counted.a AS b
            , counted.event_count - counted.a AS c
            , counted.case_count - counted.drug_count - counted.event_count + counted.a AS d
        FROM counted
    )

    SELECT cells.a
        , cells.b
        , cells.c
        , cells.d
        , scores.*
    FROM cells
    CROSS JOIN LATERAL pair_scores(cells.a, cells.b, cells.c, cells.d) AS scores;
