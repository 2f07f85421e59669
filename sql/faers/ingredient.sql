-- Ingredient
-- Grain:  one row per ingredient that a counted case suspects, or that the watchlist names (case_count 0 where no case does)
WITH watched AS (
    SELECT DISTINCT ingredient
    FROM watchlist.drug
)

SELECT coalesce(counted.ingredient, watched.ingredient) AS ingredient
    , coalesce(counted.case_count, 0) AS case_count
    , coalesce(counted.is_matched, TRUE) AS is_matched
    , watched.ingredient IS NOT NULL AS is_watched
    , code.unii
    , CAST(code.rxcui AS INTEGER) AS rxcui
    , code.atc
    , code.other_atc
FROM totals.ingredient AS counted
FULL JOIN watched ON counted.ingredient = watched.ingredient
LEFT JOIN reference.ingredient_code AS code ON coalesce(counted.ingredient, watched.ingredient) = code.name
ORDER BY ingredient
