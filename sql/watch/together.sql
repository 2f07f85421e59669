-- Drug and event together
-- Grain:  one row per watched drug x watched event x frame with a case of both: how many, and how many of them stand among
--         the comparator's, too
WITH drug_frame AS (
    SELECT DISTINCT drug
        , drug_kind
        , frame_id
        , suspects
    FROM watch.analysis
)

, of_profile AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , by_drug.profile_id
        , by_drug.is_primary_suspect
        , count(*) AS case_count
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    GROUP BY
        by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind, by_drug.profile_id, by_drug.is_primary_suspect
)

SELECT of_profile.drug
    , of_profile.drug_kind
    , of_profile.event
    , of_profile.event_kind
    , drug_frame.frame_id
    , sum(of_profile.case_count) AS case_count
    , coalesce(sum(of_profile.case_count) FILTER (frame.is_comparator), 0) AS comparator_count
FROM of_profile
INNER JOIN drug_frame USING (drug, drug_kind)
INNER JOIN watch.frame_profile AS frame
    ON drug_frame.frame_id = frame.frame_id AND of_profile.profile_id = frame.profile_id
WHERE drug_frame.suspects = 'all' OR of_profile.is_primary_suspect
GROUP BY of_profile.drug, of_profile.drug_kind, of_profile.event, of_profile.event_kind, drug_frame.frame_id
