-- First quarter of each criterion
-- Grain:  one row per watched drug x event x analysis (the first, and the compared one) whose drug has a case
-- Policy: rebuilt from the latest versions of cases by quarter of first receipt; not what was knowable in that quarter
SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , min(quarter) FILTER (a > 0) AS first_case_quarter
    , min(quarter) FILTER (is_evans) AS first_evans_quarter
    , min(quarter) FILTER (is_ror) AS first_ror_quarter
    , min(quarter) FILTER (is_ic) AS first_ic_quarter
    , min(quarter) FILTER (is_first_signal) AS first_signal_quarter
    , coalesce(arg_max(is_disproportionate, quarter), FALSE) AS is_signal_now
    , CAST(count_if(NOT is_disproportionate) FILTER (quarter >= first_signal) AS BIGINT) AS quarters_without_signal_since
FROM (
    SELECT *
        , min(quarter) FILTER (is_first_signal) OVER (PARTITION BY drug, drug_kind, event, event_kind, analysis) AS first_signal
    FROM signals.watch_trend
) AS looked_at
GROUP BY drug, drug_kind, event, event_kind, analysis
ORDER BY drug_kind, drug, event_kind, event, analysis
