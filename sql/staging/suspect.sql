-- Suspect of a quarter
-- Grain:  one row per counted case x suspect ingredient (role PS or SS) by its number
-- Made as: table, by quarter
-- Reads:  staging.cases, staging.case_drug, vocabulary.ingredient
SELECT DISTINCT drug.caseid
    , numbered.ingredient_id
FROM staging.case_drug AS drug
SEMI JOIN (SELECT caseid FROM staging.cases WHERE is_counted) AS counted USING (caseid)
INNER JOIN vocabulary.ingredient AS numbered USING (ingredient)
WHERE drug.role IN ('PS', 'SS')
