-- The counted cases that suspect an ingredient and name a preferred term: the a cases of two_by_two, newest first. Any letter
-- case; an unknown name is an error that says what comes near. Grain: one row a case
-- Example: SELECT caseid, age_years, sex, country, ingredients FROM cases_of('imatinib', 'Optic neuritis')
CREATE MACRO cases_of(ingredient, event) AS TABLE
    WITH found AS (
        SELECT suspect.caseid
            , drug.ingredient AS drug
            , wanted.event_pt
        FROM listed_drug([ingredient]) AS drug
        CROSS JOIN listed_event([event]) AS wanted
        INNER JOIN faers.suspect AS suspect ON drug.ingredient = suspect.ingredient
        INNER JOIN faers.case_event AS reported
            ON suspect.caseid = reported.caseid AND wanted.event_pt = reported.event_pt
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

    SELECT cases.*
        , named.ingredients
        , reported.events
    FROM found
    INNER JOIN faers.cases AS cases ON found.caseid = cases.caseid
    INNER JOIN named ON found.caseid = named.caseid
    INNER JOIN reported ON found.caseid = reported.caseid
    ORDER BY cases.fda_date DESC, cases.caseid DESC;
