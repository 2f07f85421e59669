-- Ingredient
-- Grain:  one row per suspect ingredient of the counted cases, numbered, with its number of cases
-- Reads:  faers.suspect, vocabulary.drug_ingredient
-- Policy: an ingredient is matched when some drug text led to it by another rule than `text`
WITH matched AS (
    SELECT DISTINCT ingredient
    FROM vocabulary.drug_ingredient
    WHERE match_rule != 'text'
)

SELECT suspect.ingredient
    , CAST(row_number() OVER (ORDER BY suspect.ingredient) AS INTEGER) AS ingredient_id
    , matched.ingredient IS NOT NULL AS is_matched
    , count(*) AS case_count
FROM faers.suspect AS suspect
LEFT JOIN matched USING (ingredient)
GROUP BY suspect.ingredient, matched.ingredient
