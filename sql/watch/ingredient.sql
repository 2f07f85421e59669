-- Watched ingredient
-- Grain:  one row per watched ingredient that a counted case suspects, by its number
SELECT ingredient.ingredient_id
    , ingredient.ingredient
FROM totals.ingredient AS ingredient
SEMI JOIN (SELECT ingredient FROM watchlist.drug WHERE drug_kind = 'ingredient') AS drug USING (ingredient)
