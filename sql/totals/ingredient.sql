-- Ingredient
-- Grain:  one row per suspect ingredient of the counted cases, by its number, with its number of cases
SELECT numbered.ingredient
    , numbered.ingredient_id
    , numbered.is_matched
    , CAST(sum(counted.case_count) AS BIGINT) AS case_count
FROM totals.ingredient_count AS counted
INNER JOIN names.ingredient AS numbered USING (ingredient_id)
GROUP BY numbered.ingredient, numbered.ingredient_id, numbered.is_matched
