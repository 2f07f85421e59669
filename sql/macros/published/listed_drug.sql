-- The ingredients of a list in any letter case, once each, with their counted cases; an error that names what comes near, or what
-- a brand became, where one is unknown. Grain: one row an ingredient
-- Example: FROM listed_drug(['Imatinib', 'NILOTINIB'])
CREATE MACRO listed_drug(ingredients) AS TABLE
    WITH listed AS (
        SELECT DISTINCT lower(trim(one.name)) AS name
        FROM (SELECT unnest(ingredients) AS name) AS one
    )

    , unlisted AS (
        SELECT listed.name
        FROM listed
        ANTI JOIN faers.ingredient AS known ON listed.name = known.ingredient
    )

    , became AS (
        SELECT unlisted.name
            , list(DISTINCT record.ingredient ORDER BY record.ingredient)[:3] AS ingredients
        FROM unlisted
        INNER JOIN faers.case_drug AS record ON unlisted.name = lower(record.drugname)
        GROUP BY unlisted.name
    )

    , unknown AS (
        SELECT unlisted.name
            , coalesce(
                any_value(became.ingredients)
                , arg_max(near.ingredient, jaro_winkler_similarity(near.ingredient, unlisted.name), 3)
            ) AS near_names
        FROM unlisted
        LEFT JOIN became ON unlisted.name = became.name
        CROSS JOIN faers.ingredient AS near
        GROUP BY unlisted.name
    )

    SELECT known.ingredient
        , known.case_count
    FROM listed
    INNER JOIN faers.ingredient AS known ON listed.name = known.ingredient
    WHERE (
        SELECT coalesce(bool_and(CAST(error(
            'No ingredient is called ''' || coalesce(unknown.name, 'NULL') || ''' in faers.ingredient. Did you mean '
            || coalesce(array_to_string(unknown.near_names, ', '), 'something else') || '?'
        ) AS BOOLEAN)), TRUE)
        FROM unknown
    );
