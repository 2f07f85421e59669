-- Calibration of a watched pair
-- Grain:  one row per watched drug x event group x analysis (the first, and the compared one)
-- Policy: the null is fitted to the group's negative controls in the same analysis; where that is refused, calibrated values are
--         NULL and reason says why. calibrated_lower assumes that a real effect meets the same systematic error
SELECT watch.drug
    , watch.drug_kind
    , watch.event
    , watch.analysis
    , watch.a
    , calibration.expected
    , calibration.p_value
    , calibration.calibrated_p
    , calibration.calibrated_lower
    , error.control_count
    , error.null_mean
    , error.null_sd
    , error.error_mean
    , error.error_mean_sd
    , error.error_sd
    , error.leave_one_out_coverage
    , error.reason
FROM watch.cells AS watch
INNER JOIN watch.calibration AS calibration USING (drug, drug_kind, event, analysis)
INNER JOIN watch.calibration_null AS error USING (event, analysis)
WHERE watch.event_kind = 'group'
ORDER BY watch.drug_kind, watch.drug, watch.event, watch.analysis
