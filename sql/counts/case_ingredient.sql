-- Case ingredient
-- Grain:  one row per counted case x suspect ingredient, as numbers
-- Reads:  staging.suspect, counts.counted_case
SELECT counted.case_number
    , suspect.ingredient_id
FROM staging.suspect AS suspect
INNER JOIN counts.counted_case AS counted USING (caseid)
