-- Evidence of research compounds that a drug inherits through a target
SELECT drug, question, way, grade, free_concentration_nm, bound_share, compound, compound_kd_nm
    , count(*) AS studies, list(DISTINCT direction ORDER BY direction) AS found, list(study_id ORDER BY study_id) AS study_ids
FROM evidence.inherited
WHERE watchlist = $watchlist AND drug IN $drugs
GROUP BY ALL
ORDER BY question DESC, min(kd_nm) ASC, compound ASC
