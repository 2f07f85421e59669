-- Exposure to a watched ingredient or a companion
-- Grain:  one row per watched ingredient or companion x counted case that names it as suspect or interacting
-- Reads:  faers.case_drug, counts.counted_case, counts.watch_companion
SELECT DISTINCT reported.ingredient
    , counted.case_number
FROM faers.case_drug AS reported
INNER JOIN counts.counted_case AS counted USING (caseid)
SEMI JOIN (
    SELECT drug AS ingredient FROM counts.watch_companion
    UNION
    SELECT companion FROM counts.watch_companion
) AS asked USING (ingredient)
WHERE reported.role IN ('PS', 'SS', 'I')
