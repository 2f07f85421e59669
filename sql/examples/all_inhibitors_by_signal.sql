-- Which watched drugs are reported disproportionately with the event group of the topic, the strongest first?
-- In the analysis that the topic is judged in. ic_lower ranks few reports low by itself.
SELECT drug
    , a
    , round(expected, 2) AS expected
    , round(ror, 2) AS ror
    , round(ror_lower, 2) AS ror_lower
    , round(ic, 2) AS ic
    , round(ic_lower, 2) AS ic_lower
    , human_verdict
FROM signals.watch
WHERE analysis = (SELECT analysis FROM signals.watch_analysis WHERE is_comparison)
    AND event = (SELECT term_group FROM signals.watch_group WHERE is_comparison)
    AND drug_kind = 'ingredient'
ORDER BY ic_lower DESC, drug ASC;
