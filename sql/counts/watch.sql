-- Watched pair
-- Grain:  one row per watched drug x watched event x analysis, a = 0 included: the 2x2 table in cases
-- Reads:  watchlist.drug, watchlist.event, counts.watch_drug_case, counts.watch_event_case, counts.counted_case
WITH drug_total AS (
    SELECT drug
        , drug_kind
        , unnest([{analysis: 'primary', case_count: count(*)}
            , {analysis: 'no_ms_context', case_count: count_if(is_no_ms_context)}], recursive := TRUE)
    FROM counts.watch_drug_case
    GROUP BY drug, drug_kind
)

, event_total AS (
    SELECT event
        , event_kind
        , unnest([{analysis: 'primary', case_count: count(*)}
            , {analysis: 'no_ms_context', case_count: count_if(is_no_ms_context)}], recursive := TRUE)
    FROM counts.watch_event_case
    GROUP BY event, event_kind
)

, together AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , unnest([{analysis: 'primary', case_count: count(*)}
            , {analysis: 'no_ms_context', case_count: count_if(by_drug.is_no_ms_context)}], recursive := TRUE)
    FROM counts.watch_drug_case AS by_drug
    INNER JOIN counts.watch_event_case AS by_event USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind
)

, total AS (
    SELECT unnest([{analysis: 'primary', case_count: count(*)}
        , {analysis: 'no_ms_context', case_count: count_if(is_no_ms_context)}], recursive := TRUE)
    FROM counts.counted_case
)

, counted AS (
    SELECT drug.drug
        , drug.drug_kind
        , event.event
        , event.event_kind
        , total.analysis
        , total.case_count
        , coalesce(together.case_count, 0) AS a
        , coalesce(drug_total.case_count, 0) AS drug_case_count
        , coalesce(event_total.case_count, 0) AS event_case_count
    FROM (SELECT DISTINCT drug, drug_kind FROM watchlist.drug) AS drug
    CROSS JOIN (SELECT DISTINCT event, event_kind FROM watchlist.event) AS event
    CROSS JOIN total
    LEFT JOIN drug_total USING (drug, drug_kind, analysis)
    LEFT JOIN event_total USING (event, event_kind, analysis)
    LEFT JOIN together USING (drug, drug_kind, event, event_kind, analysis)
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , CAST(case_count AS BIGINT) AS case_count
    , CAST(a AS BIGINT) AS a
    , CAST(drug_case_count - a AS BIGINT) AS b
    , CAST(event_case_count - a AS BIGINT) AS c
    , CAST(case_count - drug_case_count - event_case_count + a AS BIGINT) AS d
FROM counted
