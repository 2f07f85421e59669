-- Case that suspects a watched drug
-- Grain:  one row per watched drug (ingredient, target class or whole class) x case that suspects it, duplicates included
SELECT drug.drug
    , drug.drug_kind
    , reported.caseid
    , bool_or(reported.role = 'PS') AS is_primary_suspect
FROM faers.case_drug AS reported
INNER JOIN watchlist.drug AS drug USING (ingredient)
WHERE reported.role IN ('PS', 'SS')
GROUP BY drug.drug, drug.drug_kind, reported.caseid
