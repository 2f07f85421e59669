-- The columns of two_by_two for an event that a list of case numbers defines: its counted cases stand for the event, in place of
-- a preferred term, which is NULL. Numbers that are listed twice, unknown or not counted add nothing: a + c says how many were
-- used. Grain: one row
-- Example: FROM of_event_cases('imatinib', (SELECT list(caseid) FROM faers.case_event WHERE event_pt ILIKE '%neuritis%'))
CREATE MACRO of_event_cases(ingredient, event_caseids) AS TABLE
    WITH counted AS (
        SELECT cases.caseid
        FROM faers.cases AS cases
        WHERE cases.is_counted
    )

    , event_case AS (
        SELECT DISTINCT one.caseid
        FROM (SELECT CAST(unnest(event_caseids) AS BIGINT) AS caseid) AS one
        SEMI JOIN counted ON one.caseid = counted.caseid
    )

    , wanted AS (
        FROM listed_drug([ingredient])
    )

    , together AS (
        SELECT count(*) AS a
        FROM faers.suspect AS suspect
        INNER JOIN wanted ON suspect.ingredient = wanted.ingredient
        SEMI JOIN event_case ON suspect.caseid = event_case.caseid
    )

    , cells AS (
        SELECT wanted.ingredient AS drug
            , together.a
            , wanted.case_count - together.a AS b
            , (SELECT count(*) FROM event_case) - together.a AS c
            , (SELECT count(*) FROM counted) - (SELECT count(*) FROM event_case) - wanted.case_count + together.a AS d
        FROM wanted
        CROSS JOIN together
    )

    SELECT cells.drug AS ingredient
        , CAST(NULL AS VARCHAR) AS event_pt
        , cells.a
        , cells.b
        , cells.c
        , cells.d
        , scores.*
    FROM cells
    CROSS JOIN LATERAL pair_scores(cells.a, cells.b, cells.c, cells.d) AS scores;
