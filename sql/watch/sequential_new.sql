-- New look of the sequential test
-- Grain:  one row per watched ingredient x compared event group x quarter that this publication is the first to look at
-- Policy: a drug's first look is at the newest quarter held; after that, every quarter held that is not older is looked at
--         once. alpha is each drug's share. signals/tables/sequential.py adds the ratio, its critical value and whether it
--         signals
WITH looked AS (
    SELECT drug
        , event
        , analysis
        , min(quarter) AS first_quarter
        , list(quarter) AS quarters
        , max(look) AS look_count
        , CAST(sum(a) AS BIGINT) AS a
        , sum(expected ORDER BY look) AS expected
    FROM watch.sequential_earlier
    WHERE watchlist = (SELECT name FROM watchlist.protocol)
    GROUP BY drug, event, analysis
)

, watched AS (
    SELECT count(DISTINCT drug) AS drug_count
    FROM watchlist.drug
    WHERE drug_kind = 'ingredient'
)

SELECT publication.run_id
    , protocol.name AS watchlist
    , protocol.sha256 AS watchlist_sha256
    , quarter.drug
    , quarter.event
    , quarter.analysis
    , quarter.quarter
    , CAST(coalesce(looked.look_count, 0) + row_number() OVER so_far AS INTEGER) AS look
    , quarter.a
    , quarter.expected
    , CAST(coalesce(looked.a, 0) + sum(quarter.a) OVER so_far AS BIGINT) AS cumulative_a
    , coalesce(looked.expected, 0) + sum(quarter.expected) OVER so_far AS cumulative_expected
    , test.alpha / watched.drug_count AS alpha
    , test.upper_limit
    , test.minimum_events
FROM watch.sequential_quarter AS quarter
CROSS JOIN watchlist.sequential AS test
CROSS JOIN watched
CROSS JOIN run.publication AS publication
CROSS JOIN watchlist.protocol AS protocol
LEFT JOIN looked
    ON quarter.drug = looked.drug AND quarter.event = looked.event AND quarter.analysis = looked.analysis
WHERE quarter.quarter >= coalesce(looked.first_quarter, (SELECT max(quarter) FROM watch.sequential_quarter))
    AND NOT coalesce(list_contains(looked.quarters, quarter.quarter), FALSE)
WINDOW so_far AS (PARTITION BY quarter.drug, quarter.event, quarter.analysis ORDER BY quarter.quarter)
ORDER BY quarter.drug, quarter.event, quarter.analysis, quarter.quarter
