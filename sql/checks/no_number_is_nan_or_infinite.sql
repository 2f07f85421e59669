-- an undefined statistic is NULL, never NaN or infinity
SELECT ingredient AS drug, event_pt AS event, prr, ror, ic
FROM signals.pair
WHERE NOT (isfinite(coalesce(prr, 0)) AND isfinite(coalesce(prr_upper, 0)) AND isfinite(coalesce(ror, 0))
    AND isfinite(coalesce(ror_upper, 0)) AND isfinite(coalesce(ic, 0)) AND isfinite(coalesce(ic_upper, 0))
    AND isfinite(coalesce(chi_square_yates, 0)) AND isfinite(coalesce(expected, 0)))
UNION ALL
SELECT drug, event, prr, ror, ic
FROM signals.watch
WHERE NOT (isfinite(coalesce(prr, 0)) AND isfinite(coalesce(prr_upper, 0)) AND isfinite(coalesce(ror, 0))
    AND isfinite(coalesce(ror_upper, 0)) AND isfinite(coalesce(ic, 0)) AND isfinite(coalesce(ic_upper, 0))
    AND isfinite(coalesce(chi_square_yates, 0)) AND isfinite(coalesce(expected, 0)))
