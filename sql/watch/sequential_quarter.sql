-- Quarter of the sequential test
-- Grain:  one row per watched ingredient x quarter that this publication holds: cases of the compared group that were first
--         received in that quarter, and how many were expected among that quarter's cases
-- Policy: expected is summed over strata of age band and sex within the quarter (and within the analysis that is compared)
WITH published_quarter AS (
    SELECT unnest(quarters) AS quarter
    FROM run.publication
)

, counted AS (
    SELECT trait.case_number
        , trait.stratum_id
        , trait.receipt_quarter AS quarter
    FROM watch.case_trait AS trait
    SEMI JOIN published_quarter ON trait.receipt_quarter = published_quarter.quarter
    WHERE trait.is_compared
)

, of_event AS (
    SELECT counted.case_number
    FROM watch.event_case AS by_event
    INNER JOIN watchlist.sequential AS test ON by_event.event = test.event AND by_event.event_kind = 'group'
    INNER JOIN counted USING (case_number)
)

, event_rate AS (
    SELECT counted.quarter
        , counted.stratum_id
        , count(of_event.case_number) / count(*) AS share
    FROM counted
    LEFT JOIN of_event USING (case_number)
    GROUP BY counted.quarter, counted.stratum_id
)

, of_drug AS (
    SELECT by_drug.drug
        , counted.quarter
        , count(of_event.case_number) AS a
        , sum(event_rate.share ORDER BY event_rate.share) AS expected
    FROM watch.drug_case AS by_drug
    INNER JOIN counted USING (case_number)
    INNER JOIN event_rate USING (quarter, stratum_id)
    LEFT JOIN of_event USING (case_number)
    WHERE by_drug.drug_kind = 'ingredient'
    GROUP BY by_drug.drug, counted.quarter
)

SELECT drug.drug
    , test.event
    , test.analysis
    , published_quarter.quarter
    , coalesce(of_drug.a, 0) AS a
    , coalesce(of_drug.expected, 0) AS expected
FROM (SELECT DISTINCT drug FROM watchlist.drug WHERE drug_kind = 'ingredient') AS drug
CROSS JOIN published_quarter
CROSS JOIN watchlist.sequential AS test
LEFT JOIN of_drug USING (drug, quarter)
