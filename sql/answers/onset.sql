-- Days from the start of therapy to the event
SELECT event, format('{:,} of {:,}', known_count, a) AS known
    , (median_days, lower_quartile_days, upper_quartile_days) AS "median (quartiles)"
    , (weibull_shape, weibull_shape_lower, weibull_shape_upper) AS "Weibull shape (95%)"
    , concat_ws(', '
        , nullif(no_event_date_count, 0) || ' no event date'
        , nullif(event_not_to_day_count, 0) || ' event not to the day'
        , nullif(no_therapy_start_count, 0) || ' no therapy start'
        , nullif(therapy_start_not_to_day_count, 0) || ' start not to the day'
        , nullif(negative_count, 0) || ' event before therapy') AS "could not say"
FROM signals.watch_onset WHERE drug = $drug ORDER BY event_kind, event
