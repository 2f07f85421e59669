-- Time to onset
-- Grain:  one row per watched drug x event with a case of both: days from therapy start to event, and who could not say
-- Policy: onsets are right-truncated: an event that comes later than the data reach is not among them
WITH counted AS (
    SELECT drug
        , drug_kind
        , event
        , event_kind
        , count(*) AS a
        , count(onset_days) AS known_count
        , count_if(reason = 'no event date') AS no_event_date_count
        , count_if(reason = 'event not to the day') AS event_not_to_day_count
        , count_if(reason = 'no therapy start') AS no_therapy_start_count
        , count_if(reason = 'therapy start not to the day') AS therapy_start_not_to_day_count
        , count_if(reason = 'event before therapy') AS negative_count
        , quantile_cont(onset_days, 0.25) AS lower_quartile_days
        , quantile_cont(onset_days, 0.5) AS median_days
        , quantile_cont(onset_days, 0.75) AS upper_quartile_days
        , quantile_cont(seen_days, 0.5) AS median_window_days
    FROM watch.onset_case
    GROUP BY drug, drug_kind, event, event_kind
)

SELECT counted.drug
    , counted.drug_kind
    , counted.event
    , counted.event_kind
    , counted.a
    , counted.known_count
    , CAST(counted.no_event_date_count AS BIGINT) AS no_event_date_count
    , CAST(counted.event_not_to_day_count AS BIGINT) AS event_not_to_day_count
    , CAST(counted.no_therapy_start_count AS BIGINT) AS no_therapy_start_count
    , CAST(counted.therapy_start_not_to_day_count AS BIGINT) AS therapy_start_not_to_day_count
    , CAST(counted.negative_count AS BIGINT) AS negative_count
    , counted.median_days
    , counted.lower_quartile_days
    , counted.upper_quartile_days
    , shape.weibull_shape
    , shape.weibull_shape_lower
    , shape.weibull_shape_upper
    , shape.weibull_scale_days
    , counted.median_window_days
FROM counted
LEFT JOIN watch.onset_shape AS shape USING (drug, drug_kind, event, event_kind)
ORDER BY counted.drug_kind, counted.drug, counted.event_kind, counted.event
