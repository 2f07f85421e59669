-- Exposure to a watched ingredient or a companion
-- Grain:  one row per watched ingredient or companion x counted case that names it as suspect or interacting
SELECT DISTINCT reported.ingredient
    , counted.case_number
FROM faers.case_drug AS reported
INNER JOIN watch.counted_case AS counted USING (caseid)
SEMI JOIN (
    SELECT drug AS ingredient FROM watch.companion
    UNION
    SELECT companion FROM watch.companion
) AS drug USING (ingredient)
WHERE reported.role IN ('PS', 'SS', 'I')
