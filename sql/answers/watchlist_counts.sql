-- Watched drugs and the terms of each group of a watchlist with their counted cases
SELECT listed.place
    , listed.name
    , coalesce(drug.case_count, event.case_count, 0) AS case_count
FROM watchlist.listed AS listed
LEFT JOIN faers.ingredient AS drug ON listed.kind = 'drug' AND listed.name = drug.ingredient
LEFT JOIN faers.event AS event ON listed.kind = 'term' AND lower(listed.name) = lower(event.event_pt)
WHERE listed.place = 'class.ingredients' OR listed.place LIKE 'groups.%'
ORDER BY listed.place ASC, case_count DESC, listed.name ASC
