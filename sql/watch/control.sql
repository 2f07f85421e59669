-- Control
-- Grain:  one row per control drug x event of the watchlist x analysis (the first, and the compared one): the 2x2 table, a = 0 included
-- Policy: positive controls are read in the first analysis only: what a topic leaves out may be their own reports
WITH control AS (
    SELECT DISTINCT control.control_kind
        , control.drug
        , control.event
        , event.event_kind
    FROM watchlist.control AS control
    INNER JOIN watchlist.event AS event ON control.event = event.event
)

, suspected AS (
    SELECT suspect.ingredient AS drug
        , counted.case_number
        , counted.is_compared
    FROM faers.suspect AS suspect
    INNER JOIN watch.counted_case AS counted USING (caseid)
    SEMI JOIN control ON suspect.ingredient = control.drug
)

, of_drug AS (
    SELECT drug
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM suspected
    GROUP BY drug
)

, of_event AS (
    SELECT event
        , event_kind
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM watch.event_case
    GROUP BY event, event_kind
)

, of_both AS (
    SELECT suspected.drug
        , by_event.event
        , by_event.event_kind
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(by_event.is_compared)}], recursive := TRUE)
    FROM suspected
    INNER JOIN watch.event_case AS by_event USING (case_number)
    GROUP BY suspected.drug, by_event.event, by_event.event_kind
)

, total AS (
    SELECT unnest([{is_comparison: FALSE, case_count: count(*)}
        , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM watch.counted_case
)

, counted AS (
    SELECT control.control_kind
        , control.drug
        , control.event
        , control.event_kind
        , headline.analysis
        , total.case_count
        , coalesce(of_drug.case_count, 0) AS drug_case_count
        , coalesce(of_event.case_count, 0) AS event_case_count
        , coalesce(of_both.case_count, 0) AS a
    FROM control
    CROSS JOIN total
    INNER JOIN watchlist.headline AS headline USING (is_comparison)
    LEFT JOIN of_drug USING (drug, is_comparison)
    LEFT JOIN of_event USING (event, event_kind, is_comparison)
    LEFT JOIN of_both USING (drug, event, event_kind, is_comparison)
    WHERE control.control_kind = 'negative' OR NOT total.is_comparison
)

SELECT control_kind
    , drug
    , event
    , event_kind
    , analysis
    , CAST(a AS BIGINT) AS a
    , CAST(drug_case_count - a AS BIGINT) AS b
    , CAST(event_case_count - a AS BIGINT) AS c
    , CAST(case_count - drug_case_count - event_case_count + a AS BIGINT) AS d
FROM counted
