-- Ingredient that other rows give a drug text
-- Grain:  one row per cleaned drug text x ingredient, where a clear majority of its rows that name ingredients name the same
-- Policy: docs/methods.md, Drug names
SELECT drug_text
    , unnest(ingredients) AS ingredient
FROM names.named_set
WHERE is_borrowed
