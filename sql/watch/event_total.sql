-- Cases of a watched event to compare with
-- Grain:  one row per watched event x frame with such a case: the comparator's cases that report it, the drug's own among them
WITH of_profile AS (
    SELECT event
        , event_kind
        , profile_id
        , count(*) AS case_count
    FROM watch.event_case
    GROUP BY event, event_kind, profile_id
)

SELECT of_profile.event
    , of_profile.event_kind
    , frame.frame_id
    , sum(of_profile.case_count) AS case_count
FROM of_profile
INNER JOIN watch.frame_profile AS frame USING (profile_id)
WHERE frame.is_comparator
GROUP BY of_profile.event, of_profile.event_kind, frame.frame_id
