-- State of the sequential test
-- Grain:  one row per watched ingredient x compared event group, where the watchlist asks for the test
-- Policy: MaxSPRT for Poisson counts (Kulldorff 2011), one look a quarter from the first publication on, each look's a and
--         expected frozen; what the same quarters count today stands beside them and changes nothing
WITH look AS (
    SELECT kept.*
    FROM watch.sequential_look AS kept
    SEMI JOIN watchlist.protocol AS protocol ON kept.watchlist = protocol.name
)

, latest AS (
    SELECT *
    FROM look
    QUALIFY row_number() OVER (PARTITION BY drug, event, analysis ORDER BY look DESC) = 1
)

, history AS (
    SELECT drug
        , event
        , analysis
        , min(quarter) AS first_look_quarter
        , arg_min(quarter, look) FILTER (is_signal) AS signal_quarter
        , max(alpha) != min(alpha) OR max(upper_limit) != min(upper_limit) OR max(minimum_events) != min(minimum_events)
            AS is_settings_changed
    FROM look
    GROUP BY drug, event, analysis
)

, today AS (
    SELECT look.drug
        , look.event
        , look.analysis
        , sum(quarter.a) AS a
        , sum(quarter.expected ORDER BY quarter.quarter) AS expected
    FROM look
    INNER JOIN watch.sequential_quarter AS quarter USING (drug, event, analysis, quarter)
    GROUP BY look.drug, look.event, look.analysis
)

SELECT drug.drug
    , test.event
    , test.analysis
    , CAST(coalesce(latest.look, 0) AS INTEGER) AS look_count
    , history.first_look_quarter
    , latest.quarter AS last_look_quarter
    , latest.cumulative_a AS a
    , latest.cumulative_expected AS expected
    , latest.log_likelihood_ratio
    , latest.critical_value
    , latest.alpha
    , latest.upper_limit
    , latest.minimum_events
    , history.signal_quarter IS NOT NULL AS is_signal
    , history.signal_quarter
    , CASE
        WHEN latest.look IS NULL THEN 'no look yet'
        WHEN history.signal_quarter IS NOT NULL THEN 'signal'
        WHEN NOT latest.is_within_limit THEN 'ended at its upper limit without a signal'
        ELSE 'watching'
    END AS state
    , CAST(today.a AS BIGINT) AS a_today
    , today.expected AS expected_today
    , coalesce(history.is_settings_changed, FALSE) AS is_settings_changed
FROM (SELECT DISTINCT drug FROM watchlist.drug WHERE drug_kind = 'ingredient') AS drug
CROSS JOIN watchlist.sequential AS test
LEFT JOIN latest
    ON drug.drug = latest.drug AND test.event = latest.event AND test.analysis = latest.analysis
LEFT JOIN history
    ON drug.drug = history.drug AND test.event = history.event AND test.analysis = history.analysis
LEFT JOIN today
    ON drug.drug = today.drug AND test.event = today.event AND test.analysis = today.analysis
ORDER BY drug.drug, test.event
