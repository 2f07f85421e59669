-- Ingredient
-- Grain:  one row per ingredient that some drug text leads to, numbered in the order of names
-- Policy: an ingredient is matched when some drug text led to it by another rule than `text`
SELECT ingredient
    , CAST(row_number() OVER (ORDER BY ingredient) AS INTEGER) AS ingredient_id
    , bool_or(match_rule != 'text') AS is_matched
FROM names.drug_ingredient
WHERE ingredient IS NOT NULL
GROUP BY ingredient
