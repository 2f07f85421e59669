-- A watched drug's p, calibrated by negative controls
SELECT event, analysis, a, expected
    , CASE WHEN p_value < 1e-10 THEN '< 1e-10' ELSE format('{:.2g}', p_value) END AS p
    , CASE WHEN calibrated_p < 1e-10 THEN '< 1e-10' ELSE format('{:.2g}', calibrated_p) END AS "calibrated p"
    , calibrated_lower AS "calibrated lower"
    , coalesce(reason, format('{} controls, coverage {:.0f}%', control_count, 100 * leave_one_out_coverage))
        AS controls
FROM signals.watch_calibration WHERE drug = $drug ORDER BY event ASC
    , (SELECT place FROM signals.watch_analysis AS listed WHERE listed.analysis = watch_calibration.analysis)
