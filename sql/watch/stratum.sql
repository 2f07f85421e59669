-- Watched pair by stratum
-- Grain:  one row per watched drug x watched event x frame (of the first and of every adjusted analysis) x stratum in which both
--         have cases: the 2x2 table in cases
-- Policy: a stratum without cases of the drug, or without cases of the event, adds nothing to the Mantel-Haenszel odds ratio
--         and expects no case
WITH drug_frame AS (
    SELECT DISTINCT drug
        , drug_kind
        , frame_id
        , suspects
    FROM watch.analysis
    WHERE is_adjusted OR place = 1
)

, within AS (
    SELECT frame_id
        , profile_id
        , is_comparator
    FROM watch.frame_profile
    SEMI JOIN drug_frame USING (frame_id)
)

, drug_case AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_drug.case_number
        , drug_frame.frame_id
        , within.is_comparator
        , stratum.stratum_id
    FROM watch.drug_case AS by_drug
    INNER JOIN drug_frame USING (drug, drug_kind)
    INNER JOIN within ON drug_frame.frame_id = within.frame_id AND by_drug.profile_id = within.profile_id
    INNER JOIN watch.case_stratum AS stratum USING (case_number)
    WHERE drug_frame.suspects = 'all' OR by_drug.is_primary_suspect
)

, drug_stratum AS (
    SELECT drug
        , drug_kind
        , frame_id
        , stratum_id
        , count(*) AS case_count
        , count_if(NOT is_comparator) AS own_count
    FROM drug_case
    GROUP BY drug, drug_kind, frame_id, stratum_id
)

, compared_stratum AS (
    SELECT within.frame_id
        , stratum.stratum_id
        , count(*) AS case_count
    FROM watch.case_stratum AS stratum
    INNER JOIN within USING (profile_id)
    WHERE within.is_comparator
    GROUP BY within.frame_id, stratum.stratum_id
)

, event_stratum AS (
    SELECT by_event.event
        , by_event.event_kind
        , within.frame_id
        , stratum.stratum_id
        , count_if(within.is_comparator) AS case_count
    FROM watch.event_case AS by_event
    INNER JOIN within USING (profile_id)
    INNER JOIN watch.case_stratum AS stratum USING (case_number)
    GROUP BY by_event.event, by_event.event_kind, within.frame_id, stratum.stratum_id
)

, together AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , by_drug.frame_id
        , by_drug.stratum_id
        , count(*) AS a
        , count_if(NOT by_drug.is_comparator) AS own_count
    FROM drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    GROUP BY
        by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind, by_drug.frame_id, by_drug.stratum_id
)

, counted AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , by_drug.frame_id
        , by_drug.stratum_id
        , coalesce(together.a, 0) AS a
        , by_drug.case_count AS drug_case_count
        , by_event.case_count + coalesce(together.own_count, 0) AS event_case_count
        , coalesce(compared.case_count, 0) + by_drug.own_count AS case_count
    FROM drug_stratum AS by_drug
    INNER JOIN event_stratum AS by_event USING (frame_id, stratum_id)
    LEFT JOIN compared_stratum AS compared USING (frame_id, stratum_id)
    LEFT JOIN together USING (drug, drug_kind, event, event_kind, frame_id, stratum_id)
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , frame_id
    , stratum_id
    , a
    , drug_case_count - a AS b
    , event_case_count - a AS c
    , case_count - drug_case_count - event_case_count + a AS d
FROM counted
WHERE event_case_count > 0
