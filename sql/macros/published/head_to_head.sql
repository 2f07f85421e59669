-- One drug against another for one preferred term, among the counted cases that suspect exactly one of the two: a and b are the
-- drug's, c and d the comparator's. Cases that suspect both are left out, and counted in both_count and both_event_count. Where a
-- cell is 0, ror_corrected adds half a case to each (Haldane 1956, Anscombe 1956), else it is ror; NULL where one of the drugs has no
-- case, or none or all of their cases report the event. Within the cases for which a
-- condition on faers.cases holds. Grain: one row
-- Example: FROM head_to_head('imatinib', 'nilotinib', 'Optic neuritis')
CREATE MACRO head_to_head(ingredient, comparator, event, condition := TRUE) AS TABLE
    WITH names AS (
        SELECT (SELECT listed.ingredient FROM listed_drug([ingredient]) AS listed) AS drug
            , (SELECT listed.ingredient FROM listed_drug([comparator]) AS listed) AS other
            , (SELECT listed.event_pt FROM listed_event([event]) AS listed) AS event_pt
    )

    , suspected AS (
        SELECT suspect.caseid
            , bool_or(suspect.ingredient = names.drug) AS has_drug
            , bool_or(suspect.ingredient = names.other) AS has_other
        FROM faers.suspect AS suspect
        INNER JOIN names ON suspect.ingredient IN (names.drug, names.other)
        SEMI JOIN (SELECT cases.caseid FROM faers.cases AS cases WHERE condition) AS universe ON suspect.caseid = universe.caseid
        GROUP BY suspect.caseid
    )

    , event_case AS (
        SELECT reported.caseid
        FROM faers.case_event AS reported
        SEMI JOIN names ON reported.event_pt = names.event_pt
    )

    , cells AS (
        SELECT count(*) FILTER (NOT suspected.has_other AND event_case.caseid IS NOT NULL) AS a
            , count(*) FILTER (NOT suspected.has_other AND event_case.caseid IS NULL) AS b
            , count(*) FILTER (NOT suspected.has_drug AND event_case.caseid IS NOT NULL) AS c
            , count(*) FILTER (NOT suspected.has_drug AND event_case.caseid IS NULL) AS d
            , count(*) FILTER (suspected.has_drug AND suspected.has_other) AS both_count
            , count(*) FILTER (suspected.has_drug AND suspected.has_other AND event_case.caseid IS NOT NULL) AS both_event_count
        FROM suspected
        LEFT JOIN event_case ON suspected.caseid = event_case.caseid
    )

    , corrected AS (
        SELECT cells.*
            , least(cells.a, cells.b, cells.c, cells.d) = 0 AND has_margins AS is_corrected
            , CASE WHEN NOT has_margins THEN NULL
                WHEN least(cells.a, cells.b, cells.c, cells.d) = 0 THEN 0.5e0
                ELSE 0e0
            END AS added
        FROM (
            SELECT cells.*
                , least(cells.a + cells.b, cells.c + cells.d, cells.a + cells.c, cells.b + cells.d) > 0 AS has_margins
            FROM cells
        ) AS cells
    )

    , estimated AS (
        SELECT corrected.*
            , (corrected.a + added) * (corrected.d + added) / ((corrected.b + added) * (corrected.c + added)) AS ror_corrected
            , exp(1.959963984540054e0 * sqrt(
                1 / (corrected.a + added) + 1 / (corrected.b + added) + 1 / (corrected.c + added) + 1 / (corrected.d + added)
            )) AS factor
        FROM corrected
    )

    SELECT names.drug AS ingredient
        , names.other AS comparator
        , names.event_pt
        , estimated.a
        , estimated.b
        , estimated.c
        , estimated.d
        , estimated.both_count
        , estimated.both_event_count
        , scores.*
        , estimated.ror_corrected
        , estimated.ror_corrected / estimated.factor AS ror_corrected_lower
        , estimated.ror_corrected * estimated.factor AS ror_corrected_upper
        , estimated.is_corrected
    FROM estimated
    CROSS JOIN names
    CROSS JOIN LATERAL pair_scores(
        estimated.a, estimated.b, estimated.c, estimated.d, has_restricted_comparator := TRUE
    ) AS scores
    WHERE CASE WHEN names.drug = names.other
        THEN CAST(error('head_to_head compares two drugs; both are ''' || names.drug || '''') AS BOOLEAN)
        ELSE TRUE
    END;
