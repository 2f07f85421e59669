-- The columns of two_by_two, EBGM apart, for an event that a list of case numbers defines, in place of a preferred term, which is
-- NULL; within the counted cases for which a condition on faers.cases holds. Numbers that are listed twice, unknown or outside add
-- nothing: a + c says how many were used. Grain: one row
-- Example: FROM of_event_cases('imatinib', (SELECT list(caseid) FROM faers.case_event WHERE event_pt ILIKE '%neuritis%'))
CREATE MACRO of_event_cases(ingredient, event_caseids, condition := TRUE) AS TABLE
    WITH wanted AS (
        FROM listed_drug([ingredient])
    )

    SELECT wanted.ingredient
        , CAST(NULL AS VARCHAR) AS event_pt
        , scored.*
    FROM wanted
    CROSS JOIN of_case_lists(
        (
            SELECT list(suspect.caseid)
            FROM faers.suspect AS suspect
            SEMI JOIN wanted ON suspect.ingredient = wanted.ingredient
        )
        , event_caseids
        , condition := condition
    ) AS scored;
