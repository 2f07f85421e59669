-- The systematic error of every event group in the compared analysis; NULL where the negative controls say too little
SELECT error.event, error.error_mean, error.error_mean_sd, error.error_sd
FROM watch.calibration_null AS error
SEMI JOIN watchlist.protocol AS protocol ON error.analysis = protocol.comparison_analysis
ORDER BY error.event
