-- Watched cell
-- Grain:  one row per watched ingredient x watched term that both have counted cases, a = 0 included, with stratified
--         expectation: the cells whose EBGM and q-values the watchlist shows
WITH watched AS (
    SELECT drug.drug
        , event.event
        , ingredient.ingredient_id
        , ingredient.case_count AS ingredient_case_count
        , total.event_id
        , total.case_count AS event_case_count
        , ingredient.is_matched
    FROM (SELECT DISTINCT drug FROM watchlist.drug WHERE drug_kind = 'ingredient') AS drug
    CROSS JOIN (SELECT DISTINCT event FROM watchlist.event WHERE event_kind = 'term') AS event
    INNER JOIN totals.ingredient AS ingredient ON drug.drug = ingredient.ingredient
    INNER JOIN names.event_term AS term ON lower(event.event) = term.lower_pt
    INNER JOIN totals.event AS total ON term.event_id = total.event_id
)

, expectation AS (
    SELECT drug
        , event
        , sum((a + b) * (a + c) / (a + b + c + d) ORDER BY stratum_id) AS expected_stratified
    FROM watch.stratum
    SEMI JOIN (SELECT frame_id FROM watch.analysis WHERE place = 1) AS first USING (frame_id)
    WHERE drug_kind = 'ingredient' AND event_kind = 'term'
    GROUP BY drug, event
)

SELECT watched.drug
    , watched.event
    , watched.ingredient_id
    , watched.event_id
    , watched.is_matched
    , watched.ingredient_case_count
    , coalesce(pair.a, 0) AS a
    , watched.ingredient_case_count - coalesce(pair.a, 0) AS b
    , watched.event_case_count - coalesce(pair.a, 0) AS c
    , total.case_count - watched.ingredient_case_count - watched.event_case_count + coalesce(pair.a, 0) AS d
    , coalesce(expectation.expected_stratified, 0) AS expected_stratified
FROM watched
LEFT JOIN expectation USING (drug, event)
LEFT JOIN totals.pair AS pair USING (ingredient_id, event_id)
CROSS JOIN (SELECT count(*) AS case_count FROM watch.counted_case) AS total
