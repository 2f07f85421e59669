-- Days from the start of therapy to the event, and why they are not known
SELECT drug, drug_kind, event, event_kind, a, known_count, lower_quartile_days, median_days, upper_quartile_days
    , weibull_shape, weibull_shape_lower, weibull_shape_upper, median_window_days, no_event_date_count
    , event_not_to_day_count, no_therapy_start_count, therapy_start_not_to_day_count, negative_count
FROM signals.watch_onset
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY event_kind, event
