-- Where do animals and people disagree?
SELECT drug
    , animal_verdict
    , human_verdict
    , agreement
    , remark
    , study_count
    , protective_count
    , harmful_count
    , a
    , round(expected, 2) AS expected
FROM evidence.agreement
WHERE event = (SELECT term_group FROM signals.watch_group WHERE is_comparison)
    AND drug_kind = 'ingredient'
    AND agreement NOT IN ('no animal evidence', 'no relevant model')
ORDER BY agreement, drug;
