-- The sequential test of a watched drug
SELECT drug, event, analysis, state, look_count, first_look_quarter, last_look_quarter, a, expected, log_likelihood_ratio
    , critical_value, alpha, upper_limit, signal_quarter, doubling_median_looks, doubling_power
FROM signals.watch_sequential
WHERE watchlist = $watchlist AND drug IN $drugs
