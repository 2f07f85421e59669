-- Profile within a frame
-- Grain:  one row per frame (the analyses that count the same reports) x profile whose cases are in it
-- Policy: docs/architecture.md, Event groups and analyses. What leaves an analysis leaves all four cells. is_comparator: the
--         drug's cases are compared with these; its own are on the drug's side wherever they stand
WITH frame AS (
    SELECT DISTINCT ON (frame_id) *
    FROM watch.analysis
)

SELECT frame.frame_id
    , profile.profile_id
    , CASE frame.comparator
        WHEN 'all' THEN TRUE
        WHEN 'all but the class'
            THEN NOT CASE frame.suspects WHEN 'all' THEN profile.is_of_class ELSE profile.is_primary_of_class END
        WHEN 'only the class'
            THEN CASE frame.suspects WHEN 'all' THEN profile.is_of_class ELSE profile.is_primary_of_class END
        WHEN 'a list'
            THEN coalesce(list_contains(
                CASE frame.suspects WHEN 'all' THEN profile.suspect_lists ELSE profile.primary_suspect_lists END
                , frame.comparator_list
            ), FALSE)
    END AS is_comparator
FROM frame
INNER JOIN watch.profile AS profile
    ON NOT frame.is_empty
    AND (frame.suspects = 'all' OR profile.has_primary_suspect)
    AND (frame.reporters = 'all' OR profile.is_health_professional)
    AND NOT (frame.one_report_an_article AND profile.is_repeated_article)
    AND NOT (frame.one_report_a_probable_group AND profile.is_repeated_probably)
    AND NOT coalesce(list_has_any(profile.lists, frame.leave_out), FALSE)
    AND (NOT frame.only_indications OR coalesce(list_has_any(profile.indication_groups, frame.indication_groups), FALSE))
    AND (NOT frame.is_before_publicity OR coalesce(frame.publicity_date > profile.received_from, FALSE))
