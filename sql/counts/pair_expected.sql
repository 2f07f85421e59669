-- Stratified expectation
-- Grain:  one row per pair of counts.pair: cases expected if drug and event were independent within every stratum
-- Reads:  counts.pair, counts.ingredient_stratum, counts.event_stratum, counts.stratum
-- Policy: sum over strata of (cases of the ingredient) x (cases of the event) / (cases), DuMouchel 1999
SELECT pair.ingredient_id
    , pair.event_id
    , sum(ingredient.case_count * event.case_count / stratum.case_count) AS expected_stratified
FROM counts.pair AS pair
INNER JOIN counts.ingredient_stratum AS ingredient USING (ingredient_id)
INNER JOIN counts.event_stratum AS event USING (event_id, stratum_id)
INNER JOIN counts.stratum AS stratum USING (stratum_id)
GROUP BY pair.ingredient_id, pair.event_id
