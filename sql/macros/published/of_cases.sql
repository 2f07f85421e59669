-- The columns of two_by_two, EBGM apart, for a drug that a list of case numbers defines, in place of an ingredient, which is NULL;
-- within the counted cases for which a condition on faers.cases holds. Numbers that are listed twice, unknown or outside add
-- nothing: a + b says how many were used. Grain: one row
-- Example: FROM of_cases((SELECT list(caseid) FROM faers.case_drug WHERE drugname ILIKE '%gleevec%'), 'Optic neuritis')
CREATE MACRO of_cases(drug_caseids, event_pt, condition := TRUE) AS TABLE
    WITH wanted AS (
        FROM listed_event([event_pt])
    )

    SELECT CAST(NULL AS VARCHAR) AS ingredient
        , wanted.event_pt
        , scored.*
    FROM wanted
    CROSS JOIN of_case_lists(
        drug_caseids
        , (
            SELECT list(reported.caseid)
            FROM faers.case_event AS reported
            SEMI JOIN wanted ON reported.event_pt = wanted.event_pt
        )
        , condition := condition
    ) AS scored;
