-- Trend of a watched pair
-- Grain:  one row per watched drug x watched event (every group; a term that some case of the drug reports) x analysis
--         (the first, and the compared one) x quarter in which some case was first received, from the drug's first case on: the
--         2x2 table of all
--         cases received until then, a = 0 included
-- Policy: cumulative by quarter of first receipt, from the latest versions of cases: not what was known in that quarter
WITH total AS (
    SELECT receipt_quarter
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(is_compared)}], recursive := TRUE)
    FROM watch.case_trait
    GROUP BY receipt_quarter
)

, of_drug AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , trait.receipt_quarter
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(trait.is_compared)}], recursive := TRUE)
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.case_trait AS trait USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, trait.receipt_quarter
)

, of_event AS (
    SELECT by_event.event
        , by_event.event_kind
        , trait.receipt_quarter
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(trait.is_compared)}], recursive := TRUE)
    FROM watch.event_case AS by_event
    INNER JOIN watch.case_trait AS trait USING (case_number)
    GROUP BY by_event.event, by_event.event_kind, trait.receipt_quarter
)

, of_both AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , trait.receipt_quarter
        , unnest([{is_comparison: FALSE, case_count: count(*)}
            , {is_comparison: TRUE, case_count: count_if(trait.is_compared)}], recursive := TRUE)
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    INNER JOIN watch.case_trait AS trait USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind, trait.receipt_quarter
)

, total_until AS (
    SELECT receipt_quarter
        , is_comparison
        , sum(case_count) OVER (PARTITION BY is_comparison ORDER BY receipt_quarter) AS case_count
    FROM total
)

, drug_until AS (
    SELECT first_case.drug
        , first_case.drug_kind
        , total.receipt_quarter
        , total.is_comparison
        , sum(coalesce(of_drug.case_count, 0)) OVER (
            PARTITION BY first_case.drug, first_case.drug_kind, total.is_comparison ORDER BY total.receipt_quarter
        ) AS case_count
    FROM (
        SELECT drug, drug_kind, min(receipt_quarter) AS receipt_quarter
        FROM of_drug
        GROUP BY drug, drug_kind
    ) AS first_case
    INNER JOIN total ON first_case.receipt_quarter <= total.receipt_quarter
    LEFT JOIN of_drug
        ON first_case.drug = of_drug.drug AND first_case.drug_kind = of_drug.drug_kind
        AND total.receipt_quarter = of_drug.receipt_quarter AND total.is_comparison = of_drug.is_comparison
)

, event_until AS (
    SELECT event.event
        , event.event_kind
        , total.receipt_quarter
        , total.is_comparison
        , sum(coalesce(of_event.case_count, 0)) OVER (
            PARTITION BY event.event, event.event_kind, total.is_comparison ORDER BY total.receipt_quarter
        ) AS case_count
    FROM (SELECT DISTINCT event, event_kind FROM watchlist.event) AS event
    CROSS JOIN total
    LEFT JOIN of_event USING (event, event_kind, receipt_quarter, is_comparison)
)

, pair AS (
    SELECT DISTINCT by_drug.drug
        , by_drug.drug_kind
        , event.event
        , event.event_kind
    FROM (SELECT DISTINCT drug, drug_kind FROM of_drug) AS by_drug
    CROSS JOIN watchlist.event AS event
    WHERE event.event_kind = 'group'
    UNION
    SELECT drug
        , drug_kind
        , event
        , event_kind
    FROM of_both
)

, both_until AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , by_drug.is_comparison
        , by_drug.receipt_quarter
        , by_drug.case_count AS drug_case_count
        , by_event.case_count AS event_case_count
        , sum(coalesce(of_both.case_count, 0)) OVER (
            PARTITION BY by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind, by_drug.is_comparison
            ORDER BY by_drug.receipt_quarter
        ) AS a
    FROM drug_until AS by_drug
    INNER JOIN pair USING (drug, drug_kind)
    INNER JOIN event_until AS by_event USING (event, event_kind, receipt_quarter, is_comparison)
    LEFT JOIN of_both USING (drug, drug_kind, event, event_kind, receipt_quarter, is_comparison)
)

SELECT both_until.drug
    , both_until.drug_kind
    , both_until.event
    , both_until.event_kind
    , headline.analysis
    , both_until.receipt_quarter AS quarter
    , CAST(both_until.a AS BIGINT) AS a
    , CAST(both_until.drug_case_count - both_until.a AS BIGINT) AS b
    , CAST(both_until.event_case_count - both_until.a AS BIGINT) AS c
    , CAST(total_until.case_count - both_until.drug_case_count - both_until.event_case_count + both_until.a AS BIGINT) AS d
FROM both_until
INNER JOIN total_until USING (receipt_quarter, is_comparison)
INNER JOIN watchlist.headline AS headline USING (is_comparison)
