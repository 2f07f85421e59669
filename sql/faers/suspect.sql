-- Suspect
-- Grain:  one row per counted case x suspect ingredient (role PS or SS), ordered by ingredient
-- Reads:  staging.suspect, vocabulary.ingredient
SELECT suspect.caseid
    , numbered.ingredient
FROM staging.suspect AS suspect
INNER JOIN vocabulary.ingredient AS numbered USING (ingredient_id)
ORDER BY numbered.ingredient_id, suspect.caseid
