-- Pair
-- Grain:  one row per suspect ingredient x preferred term with at least one counted case: the 2x2 table in cases, to which
--         signals/tables/pair.py adds every statistic that needs no other pair
WITH together AS (
    SELECT ingredient_id
        , event_id
        , CAST(sum(case_count) AS BIGINT) AS a
    FROM totals.pair_count
    GROUP BY ingredient_id, event_id
)

SELECT together.ingredient_id
    , together.event_id
    , together.a
    , ingredient.case_count - together.a AS b
    , event.case_count - together.a AS c
    , total.case_count - ingredient.case_count - event.case_count + together.a AS d
    , ingredient.is_matched
FROM together
INNER JOIN totals.ingredient AS ingredient USING (ingredient_id)
INNER JOIN totals.event AS event USING (event_id)
CROSS JOIN (SELECT CAST(sum(case_count) AS BIGINT) AS case_count FROM totals.stratum) AS total
ORDER BY together.ingredient_id, together.event_id
