-- Single terms with a case of a watched drug, in the first analysis and the compared one
SELECT
    watch.event AS term
    , watch.analysis
    , watch.a
    , watch.expected
    , (watch.ror, watch.ror_lower, watch.ror_upper) AS "ROR (95%)"
    , (watch.ic, watch.ic_lower, watch.ic_upper) AS "IC (95%)"
    , watch.human_verdict AS verdict
FROM signals.watch AS watch
INNER JOIN signals.watch_analysis AS listed USING (watchlist, analysis)
WHERE watch.drug = $drug AND watch.event_kind = 'term' AND (listed.is_primary OR listed.is_comparison)
QUALIFY max(watch.a) OVER (PARTITION BY watch.event) > 0
ORDER BY max(watch.a) OVER (PARTITION BY watch.event) DESC, watch.event ASC, listed.place ASC
