-- Where do animals and people disagree?
SELECT agreement.watchlist
    , drug
    , animal_verdict
    , human_verdict
    , agreement
    , remark
    , study_count
    , protective_count
    , harmful_count
    , a
    , round(expected, 2) AS expected
FROM evidence.agreement AS agreement
INNER JOIN signals.watch_group AS headline ON agreement.watchlist = headline.watchlist AND agreement.event = headline.term_group
WHERE headline.is_comparison
    AND drug_kind = 'ingredient'
    AND agreement NOT IN ('no animal evidence', 'no relevant model')
ORDER BY agreement.watchlist, agreement, drug;
