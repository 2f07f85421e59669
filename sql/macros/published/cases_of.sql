-- The counted cases that suspect an ingredient and name a preferred term: the a cases of two_by_two, newest first. Any letter
-- case; an unknown name is an error that says what comes near. Grain: one row a case
-- Example: SELECT caseid, age_years, sex, country, ingredients FROM cases_of('imatinib', 'Optic neuritis')
CREATE MACRO cases_of(ingredient, event) AS TABLE
    WITH drug_case AS (
        SELECT suspect.caseid
        FROM faers.suspect AS suspect
        WHERE suspect.ingredient = (SELECT listed.ingredient FROM listed_drug([ingredient]) AS listed)
    )

    , event_case AS (
        SELECT reported.caseid
        FROM faers.case_event AS reported
        WHERE reported.event_pt = (SELECT listed.event_pt FROM listed_event([event]) AS listed)
    )

    , found AS MATERIALIZED (
        SELECT drug_case.caseid
        FROM drug_case
        SEMI JOIN event_case ON drug_case.caseid = event_case.caseid
    )

    , one AS (
        SELECT cases.*
        FROM faers.cases AS cases
        SEMI JOIN found ON cases.caseid = found.caseid
    )

    , named AS (
        SELECT suspect.caseid
            , list(suspect.ingredient ORDER BY suspect.ingredient) AS ingredients
        FROM faers.suspect AS suspect
        SEMI JOIN found ON suspect.caseid = found.caseid
        GROUP BY suspect.caseid
    )

    , reported AS (
        SELECT reaction.caseid
            , list(reaction.event_pt ORDER BY reaction.event_pt) AS events
        FROM faers.case_event AS reaction
        SEMI JOIN found ON reaction.caseid = found.caseid
        GROUP BY reaction.caseid
    )

    SELECT one.*
        , named.ingredients
        , reported.events
    FROM one
    INNER JOIN named ON one.caseid = named.caseid
    INNER JOIN reported ON one.caseid = reported.caseid
    ORDER BY one.fda_date DESC, one.caseid DESC;
