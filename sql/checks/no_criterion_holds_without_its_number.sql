-- a criterion holds only where its number is there, and finite
WITH threshold AS (
    SELECT watchlist
        , max(threshold) FILTER (WHERE criterion = 'is_ic') AS ic_lower
        , max(threshold) FILTER (WHERE criterion = 'is_ror') AS ror_lower
    FROM signals.watch_criterion
    GROUP BY watchlist
)

SELECT 'signals.pair' AS table_name, ingredient AS drug, event_pt AS event, is_evans, is_ror, is_ic, is_ebgm
FROM signals.pair
WHERE (is_evans AND NOT coalesce(isfinite(prr) AND isfinite(chi_square_yates), FALSE))
    OR (is_ror AND NOT coalesce(isfinite(ror_lower), FALSE))
    OR (is_ic AND NOT coalesce(isfinite(ic_lower), FALSE))
    OR (is_ebgm AND NOT coalesce(isfinite(ebgm_lower), FALSE))
    OR (is_q AND NOT coalesce(q_value < 0.05 AND a >= 3, FALSE))
UNION ALL
SELECT 'signals.watch', drug, event, is_evans, is_ror, is_ic, is_ebgm
FROM signals.watch AS pair
LEFT JOIN threshold USING (watchlist)
WHERE (is_evans AND NOT coalesce(isfinite(prr) AND isfinite(chi_square_yates), FALSE))
    OR (is_ror AND NOT coalesce(isfinite(pair.ror_lower), FALSE))
    OR (is_ic AND NOT coalesce(isfinite(pair.ic_lower), FALSE))
    OR (is_ebgm AND NOT coalesce(isfinite(ebgm_lower), FALSE))
    OR (is_q AND NOT coalesce(q_value < 0.05 AND a >= 3, FALSE))
    OR (human_verdict = 'disproportionate'
        AND NOT coalesce(
            CASE
                WHEN NOT has_restricted_comparator THEN pair.ic_lower > threshold.ic_lower
                WHEN (pair.watchlist, pair.analysis) IN (
                    SELECT (adjusted.watchlist, adjusted.analysis)
                    FROM signals.watch_analysis AS adjusted
                    WHERE adjusted.is_adjusted
                )
                    THEN pair.ror_lower > threshold.ror_lower
                ELSE ror_exact_lower > threshold.ror_lower
            END
            , FALSE
        ))
    OR (human_verdict = 'not disproportionate'
        AND NOT coalesce(ic_upper < 1 AND (ror_exact_upper < 2 OR ror_upper < 2), FALSE))
UNION ALL
SELECT 'signals.watch_trend', drug, event, NULL, is_ror, is_ic, NULL
FROM signals.watch_trend
WHERE (is_ror AND NOT coalesce(isfinite(ror_lower), FALSE)) OR (is_ic AND NOT coalesce(isfinite(ic_lower), FALSE))
UNION ALL
SELECT 'signals.watch_interaction', drug, event, NULL, NULL, NULL, NULL
FROM signals.watch_interaction
WHERE is_omega AND NOT coalesce(isfinite(omega_lower), FALSE)
UNION ALL
SELECT 'signals.likelihood_ratio', drug, event_pt, NULL, NULL, NULL, NULL
FROM signals.likelihood_ratio
WHERE is_lrt AND NOT coalesce(isfinite(p_value), FALSE)
