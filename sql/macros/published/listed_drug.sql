-- The ingredients of a list in any letter case, once each, with their counted cases; an error that names what comes near where
-- one is unknown. Grain: one row an ingredient
-- Example: FROM listed_drug(['Imatinib', 'NILOTINIB'])
CREATE MACRO listed_drug(ingredients) AS TABLE
    WITH listed AS (
        SELECT DISTINCT lower(trim(one.name)) AS name
        FROM (SELECT unnest(ingredients) AS name) AS one
    )

    , unknown AS (
        SELECT listed.name
            , arg_max(near.ingredient, jaro_winkler_similarity(near.ingredient, listed.name), 3) AS near_names
        FROM listed
        ANTI JOIN faers.ingredient AS known ON listed.name = known.ingredient
        CROSS JOIN faers.ingredient AS near
        GROUP BY listed.name
    )

    SELECT known.ingredient
        , known.case_count
    FROM listed
    INNER JOIN faers.ingredient AS known ON listed.name = known.ingredient
    WHERE (
        SELECT coalesce(bool_and(CAST(error(
            'No ingredient is called ''' || coalesce(unknown.name, 'NULL') || ''' in faers.ingredient. Did you mean '
            || coalesce(array_to_string(unknown.near_names, ', '), 'something else') || '? Which ingredient a brand became: faers.case_drug.'
        ) AS BOOLEAN)), TRUE)
        FROM unknown
    );
