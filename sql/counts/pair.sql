-- Pair
-- Grain:  one row per suspect ingredient x preferred term with at least one counted case: the 2x2 table in cases
-- Reads:  counts.case_ingredient, counts.case_term, counts.ingredient, counts.event, counts.counted_case
WITH together AS (
    SELECT ingredient_id
        , event_id
        , count(*) AS a
    FROM counts.case_ingredient
    INNER JOIN counts.case_term USING (case_number)
    GROUP BY ingredient_id, event_id
)

SELECT together.ingredient_id
    , together.event_id
    , together.a
    , ingredient.case_count - together.a AS b
    , event.case_count - together.a AS c
    , total.case_count - ingredient.case_count - event.case_count + together.a AS d
FROM together
INNER JOIN counts.ingredient AS ingredient USING (ingredient_id)
INNER JOIN counts.event AS event USING (event_id)
CROSS JOIN (SELECT count(*) AS case_count FROM counts.counted_case) AS total
