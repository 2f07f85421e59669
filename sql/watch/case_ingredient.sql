-- Case ingredient
-- Grain:  one row per counted case x suspect ingredient, as numbers
SELECT counted.case_number
    , suspect.ingredient_id
FROM cases.suspect AS suspect
INNER JOIN watch.counted_case AS counted USING (caseid)
