-- Suspect of a quarter
-- Grain:  one row per counted case x suspect ingredient (role PS or SS) by its number
SELECT DISTINCT drug.caseid
    , numbered.ingredient_id
FROM latest.drug AS drug
SEMI JOIN (SELECT caseid FROM cases.cases WHERE is_counted) AS counted USING (caseid)
INNER JOIN names.ingredient AS numbered USING (ingredient)
WHERE drug.role IN ('PS', 'SS')
