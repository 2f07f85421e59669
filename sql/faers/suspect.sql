-- Suspect
-- Grain:  one row per counted case x suspect ingredient (role PS or SS), ordered by ingredient
-- Reads:  faers.cases, faers.case_drug
SELECT DISTINCT drug.caseid
    , drug.ingredient
FROM faers.case_drug AS drug
SEMI JOIN (SELECT caseid FROM faers.cases WHERE is_counted) AS counted USING (caseid)
WHERE drug.role IN ('PS', 'SS') AND drug.ingredient IS NOT NULL
ORDER BY drug.ingredient, drug.caseid
