-- Days from therapy to event of any ingredient and preferred term, as signals.watch_onset has them for watched ones (without the
-- Weibull shape): how many cases say when, why the others do not, median and quartiles. Events that come later than the data reach
-- are not among them: median_window_days says how long the cases could be seen. Grain: one row
-- Example: FROM onset_of('imatinib', 'Optic neuritis')
CREATE MACRO onset_of(ingredient, event, condition := TRUE) AS TABLE
    SELECT count(*) AS a
        , count(onset.onset_days) AS known_count
        , count(*) FILTER (onset.reason = 'no event date') AS no_event_date_count
        , count(*) FILTER (onset.reason = 'event not to the day') AS event_not_to_day_count
        , count(*) FILTER (onset.reason = 'no therapy start') AS no_therapy_start_count
        , count(*) FILTER (onset.reason = 'therapy start not to the day') AS therapy_start_not_to_day_count
        , count(*) FILTER (onset.reason = 'event before therapy') AS negative_count
        , quantile_cont(onset.onset_days, 0.5) AS median_days
        , quantile_cont(onset.onset_days, 0.25) AS lower_quartile_days
        , quantile_cont(onset.onset_days, 0.75) AS upper_quartile_days
        , quantile_cont(onset.window_days, 0.5) AS median_window_days
    FROM onset_cases(ingredient, event, condition := condition) AS onset;
