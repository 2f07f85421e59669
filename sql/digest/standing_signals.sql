-- Pairs that are disproportionate in the compared analysis, in the first one, or in both, each with its worst caution
WITH judged AS (
    SELECT drug, drug_kind, event, event_kind, analysis, watch.a, b, c, d, watch.expected
        , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
        , q_value, q_value_by, look_count, calibrated_p
        , bool_or(human_verdict = 'disproportionate') OVER pair AS stands_out
        , bool_or(human_verdict = 'disproportionate' AND analysis = $analysis) OVER pair AS leads
        , max(ic_lower) FILTER (analysis = $analysis) OVER pair AS height
    FROM signals.watch AS watch
    LEFT JOIN signals.watch_calibration USING (drug, drug_kind, event, analysis)
    WHERE analysis IN ($analysis, $first_analysis)
    WINDOW pair AS (PARTITION BY drug, drug_kind, event, event_kind)
)

, warned AS (
    SELECT drug, drug_kind, event, event_kind, analysis
        , arg_min(caution, place) AS caution
        , bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    GROUP BY drug, drug_kind, event, event_kind, analysis
)

SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d, expected
    , ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
    , q_value, q_value_by, look_count, calibrated_p, caution, is_hollow
FROM judged
LEFT JOIN warned USING (drug, drug_kind, event, event_kind, analysis)
WHERE stands_out
ORDER BY event <> $event, event_kind ASC, leads DESC, height DESC NULLS LAST
    , drug ASC, drug_kind ASC, event ASC, analysis ASC
