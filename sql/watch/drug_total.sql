-- Margin of a watched drug
-- Grain:  one row per watched drug x frame of its analyses: the cases on the drug's side, and N
-- Policy: N is the drug's cases and those that they are compared with
WITH drug_frame AS (
    SELECT DISTINCT drug
        , drug_kind
        , frame_id
        , suspects
    FROM watch.analysis
)

, of_profile AS (
    SELECT drug
        , drug_kind
        , profile_id
        , is_primary_suspect
        , count(*) AS case_count
    FROM watch.drug_case
    GROUP BY drug, drug_kind, profile_id, is_primary_suspect
)

, drug_side AS (
    SELECT drug_frame.drug
        , drug_frame.drug_kind
        , drug_frame.frame_id
        , sum(of_profile.case_count) AS case_count
        , coalesce(sum(of_profile.case_count) FILTER (frame.is_comparator), 0) AS comparator_count
    FROM drug_frame
    INNER JOIN of_profile USING (drug, drug_kind)
    INNER JOIN watch.frame_profile AS frame
        ON drug_frame.frame_id = frame.frame_id AND of_profile.profile_id = frame.profile_id
    WHERE drug_frame.suspects = 'all' OR of_profile.is_primary_suspect
    GROUP BY drug_frame.drug, drug_frame.drug_kind, drug_frame.frame_id
)

, comparator AS (
    SELECT frame.frame_id
        , sum(profile.case_count) AS case_count
    FROM watch.frame_profile AS frame
    INNER JOIN watch.profile AS profile USING (profile_id)
    WHERE frame.is_comparator
    GROUP BY frame.frame_id
)

SELECT drug_frame.drug
    , drug_frame.drug_kind
    , drug_frame.frame_id
    , CAST(coalesce(drug_side.case_count, 0) AS BIGINT) AS drug_case_count
    , CAST(
        coalesce(comparator.case_count, 0) + coalesce(drug_side.case_count - drug_side.comparator_count, 0) AS BIGINT
    ) AS case_count
FROM drug_frame
LEFT JOIN drug_side USING (drug, drug_kind, frame_id)
LEFT JOIN comparator ON drug_frame.frame_id = comparator.frame_id
