-- The preferred terms of a list in any letter case, once each, with their counted cases; an error that names what comes near
-- where one is unknown. Grain: one row a term
-- Example: FROM listed_event(['optic neuritis'])
CREATE MACRO listed_event(events) AS TABLE
    WITH listed AS (
        SELECT DISTINCT lower(trim(one.name)) AS name
        FROM (SELECT unnest(events) AS name) AS one
    )

    , unknown AS (
        SELECT listed.name
            , arg_max(near.event_pt, jaro_winkler_similarity(lower(near.event_pt), listed.name), 3) AS near_names
        FROM listed
        ANTI JOIN faers.event AS known ON listed.name = lower(known.event_pt)
        CROSS JOIN faers.event AS near
        GROUP BY listed.name
    )

    SELECT known.event_pt
        , known.case_count
    FROM listed
    INNER JOIN faers.event AS known ON listed.name = lower(known.event_pt)
    WHERE (
        SELECT coalesce(bool_and(CAST(error(
            'No preferred term is called ''' || coalesce(unknown.name, 'NULL') || ''' in faers.event. Did you mean '
            || coalesce(array_to_string(unknown.near_names, ', '), 'something else') || '?'
        ) AS BOOLEAN)), TRUE)
        FROM unknown
    );
