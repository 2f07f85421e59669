-- Ingredient by stratum
-- Grain:  one row per suspect ingredient x stratum with counted cases
-- Reads:  counts.case_ingredient, counts.case_stratum
SELECT ingredient_id
    , stratum_id
    , count(*) AS case_count
FROM counts.case_ingredient
INNER JOIN counts.case_stratum USING (case_number)
GROUP BY ingredient_id, stratum_id
