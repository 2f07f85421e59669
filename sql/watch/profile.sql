-- Profile of cases
-- Grain:  one row per combination of what analyses ask of a case that occurs, numbered: all its cases are in the same analyses
WITH combination AS (
    SELECT * EXCLUDE (caseid)
        , count(*) AS case_count
    FROM watch.case_condition
    GROUP BY ALL
)

SELECT CAST(row_number() OVER (
        ORDER BY has_primary_suspect, is_health_professional, is_repeated_article, is_repeated_probably
            , is_of_class, is_primary_of_class, received_from, lists, suspect_lists, primary_suspect_lists, indication_groups
    ) AS INTEGER) AS profile_id
    , has_primary_suspect
    , is_health_professional
    , is_repeated_article
    , is_repeated_probably
    , is_of_class
    , is_primary_of_class
    , received_from
    , lists
    , suspect_lists
    , primary_suspect_lists
    , indication_groups
    , case_count
FROM combination
