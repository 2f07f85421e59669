-- Counted case
-- Grain:  one row per counted case, numbered, with its profile and whether it is in the analysis that the topic is about
WITH compared AS (
    SELECT frame_profile.profile_id
    FROM watch.frame_profile AS frame_profile
    SEMI JOIN (
        SELECT analysis.frame_id
        FROM watch.analysis AS analysis
        SEMI JOIN watchlist.protocol AS protocol ON analysis.analysis = protocol.comparison_analysis
    ) AS frame USING (frame_id)
)

SELECT condition.caseid
    , CAST(row_number() OVER (ORDER BY condition.caseid) AS INTEGER) AS case_number
    , profile.profile_id
    , compared.profile_id IS NOT NULL AS is_compared
FROM watch.case_condition AS condition
INNER JOIN watch.profile AS profile
    ON condition.has_primary_suspect = profile.has_primary_suspect
    AND condition.is_health_professional = profile.is_health_professional
    AND condition.is_repeated_article = profile.is_repeated_article
    AND condition.is_repeated_probably = profile.is_repeated_probably
    AND condition.is_of_class = profile.is_of_class
    AND condition.is_primary_of_class = profile.is_primary_of_class
    AND condition.received_from IS NOT DISTINCT FROM profile.received_from
    AND condition.lists IS NOT DISTINCT FROM profile.lists
    AND condition.suspect_lists IS NOT DISTINCT FROM profile.suspect_lists
    AND condition.primary_suspect_lists IS NOT DISTINCT FROM profile.primary_suspect_lists
    AND condition.indication_groups IS NOT DISTINCT FROM profile.indication_groups
LEFT JOIN compared ON profile.profile_id = compared.profile_id
