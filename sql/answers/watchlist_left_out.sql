-- What each analysis leaves out of the counted cases, for every watched ingredient: of all, of those that suspect one, and of those
-- that a drug is compared with. A case that some drug's analysis keeps is not left out
WITH drug_analysis AS (
    SELECT *
    FROM watch.analysis
    WHERE drug_kind = 'ingredient'
)

, kept_profile AS (
    SELECT analysis.analysis
        , frame_profile.profile_id
        , bool_or(frame_profile.is_comparator) AS is_comparator
    FROM drug_analysis AS analysis
    INNER JOIN watch.frame_profile AS frame_profile USING (frame_id)
    WHERE analysis.reason IS NULL
    GROUP BY analysis.analysis, frame_profile.profile_id
)

, of_all AS (
    SELECT kept.analysis
        , sum(profile.case_count) AS kept_count
        , sum(profile.case_count) FILTER (kept.is_comparator) AS comparator_count
    FROM kept_profile AS kept
    INNER JOIN watch.profile AS profile USING (profile_id)
    GROUP BY kept.analysis
)

, of_watched AS (
    SELECT analysis.analysis
        , count(DISTINCT by_drug.case_number) AS kept_count
    FROM watch.drug_case AS by_drug
    INNER JOIN drug_analysis AS analysis USING (drug, drug_kind)
    SEMI JOIN watch.frame_profile AS kept
        ON analysis.frame_id = kept.frame_id AND by_drug.profile_id = kept.profile_id
    WHERE analysis.reason IS NULL AND (analysis.suspects = 'all' OR by_drug.is_primary_suspect)
    GROUP BY analysis.analysis
)

, drug_count AS (
    SELECT analysis
        , min(place) AS place
        , count(*) AS drug_count
        , count_if(reason IS NULL) AS made_count
        , min(reason) AS reason
    FROM drug_analysis
    GROUP BY analysis
)

SELECT made.analysis
    , declared.words
    , made.drug_count
    , made.made_count
    , made.reason
    , total.case_count
    , total.watched_count
    , total.case_count - coalesce(of_all.kept_count, 0) AS left_out_count
    , total.watched_count - coalesce(of_watched.kept_count, 0) AS watched_left_out_count
    , total.case_count - coalesce(of_all.comparator_count, 0) AS not_compared_count
FROM drug_count AS made
INNER JOIN watchlist.analysis AS declared USING (analysis)
CROSS JOIN (
    SELECT (SELECT count(*) FROM watch.counted_case) AS case_count
        , (SELECT count(*) FROM watch.drug_case WHERE drug_kind = 'class') AS watched_count
) AS total
LEFT JOIN of_all USING (analysis)
LEFT JOIN of_watched USING (analysis)
ORDER BY made.place
