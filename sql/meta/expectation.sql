-- Expectation
-- Grain:  one row: the strata that expected_stratified rests on, and the pair whose expectation they raise most
WITH raised AS (
    SELECT ingredient
        , event_pt
        , expected_stratified / nullif(expected, 0) AS ratio
    FROM signals.pair
    WHERE a >= 3
)

SELECT (SELECT count(*) FROM totals.stratum) AS stratum_count
    , (SELECT min(case_count) FROM totals.stratum) AS fewest_cases
    , (SELECT median(case_count) FROM totals.stratum) AS median_cases
    , count(*) AS pair_count
    , count(*) FILTER (WHERE ratio > 1.2) AS raised_pair_count
    , max(ratio) AS largest_ratio
    , max_by(ingredient, (ratio, ingredient, event_pt)) AS ingredient
    , max_by(event_pt, (ratio, ingredient, event_pt)) AS event_pt
FROM raised
