-- Ingredient
-- Grain:  one row per suspect ingredient of the counted cases, by its number, with its number of cases
-- Reads:  staging.ingredient_count, vocabulary.ingredient
SELECT numbered.ingredient
    , numbered.ingredient_id
    , numbered.is_matched
    , CAST(sum(counted.case_count) AS BIGINT) AS case_count
FROM staging.ingredient_count AS counted
INNER JOIN vocabulary.ingredient AS numbered USING (ingredient_id)
GROUP BY numbered.ingredient, numbered.ingredient_id, numbered.is_matched
