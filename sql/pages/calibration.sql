-- A watched drug's p without and with the error that negative controls show
SELECT drug, drug_kind, event, analysis, a, expected, p_value, calibrated_p, calibrated_lower, control_count, null_mean, null_sd
    , leave_one_out_coverage, reason
FROM signals.watch_calibration
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY event ASC, analysis DESC
