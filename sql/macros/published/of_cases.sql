-- The columns of two_by_two for a drug that a list of case numbers defines: its counted cases stand for the drug, in place of an
-- ingredient, which is NULL. Numbers that are listed twice, unknown or not counted add nothing: a + b says how many were used.
-- Grain: one row
-- Example: FROM of_cases((SELECT list(caseid) FROM faers.case_drug WHERE drugname ILIKE '%gleevec%'), 'Optic neuritis')
CREATE MACRO of_cases(drug_caseids, event_pt) AS TABLE
    WITH counted AS (
        SELECT cases.caseid
        FROM faers.cases AS cases
        WHERE cases.is_counted
    )

    , drug_case AS (
        SELECT DISTINCT one.caseid
        FROM (SELECT CAST(unnest(drug_caseids) AS BIGINT) AS caseid) AS one
        SEMI JOIN counted ON one.caseid = counted.caseid
    )

    , wanted AS (
        FROM listed_event([event_pt])
    )

    , together AS (
        SELECT count(*) AS a
        FROM faers.case_event AS reported
        INNER JOIN wanted ON reported.event_pt = wanted.event_pt
        SEMI JOIN drug_case ON reported.caseid = drug_case.caseid
    )

    , cells AS (
        SELECT wanted.event_pt AS term
            , together.a
            , (SELECT count(*) FROM drug_case) - together.a AS b
            , wanted.case_count - together.a AS c
            , (SELECT count(*) FROM counted) - (SELECT count(*) FROM drug_case) - wanted.case_count + together.a AS d
        FROM wanted
        CROSS JOIN together
    )

    SELECT CAST(NULL AS VARCHAR) AS ingredient
        , cells.term AS event_pt
        , cells.a
        , cells.b
        , cells.c
        , cells.d
        , scores.*
    FROM cells
    CROSS JOIN LATERAL pair_scores(cells.a, cells.b, cells.c, cells.d) AS scores;
