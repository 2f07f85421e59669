-- Case ingredient
-- Grain:  one row per counted case x suspect ingredient, as numbers: what pairs are counted from
-- Reads:  faers.suspect, counts.counted_case, counts.ingredient
SELECT counted.case_number
    , ingredient.ingredient_id
FROM faers.suspect AS suspect
INNER JOIN counts.counted_case AS counted USING (caseid)
INNER JOIN counts.ingredient AS ingredient USING (ingredient)
