-- Suspect
-- Grain:  one row per counted case x suspect ingredient (role PS or SS), ordered by ingredient
SELECT suspect.caseid
    , numbered.ingredient
FROM cases.suspect AS suspect
INNER JOIN names.ingredient AS numbered USING (ingredient_id)
ORDER BY numbered.ingredient_id, suspect.caseid
