-- Indication groups of a case
-- Grain:  one row per case in which any drug was given for a main indication of the watchlist: the groups, sorted
SELECT reported.caseid
    , list_sort(list(DISTINCT listed.indication_group)) AS indication_groups
FROM faers.case_indication AS reported
INNER JOIN watchlist.indication_group AS listed ON lower(reported.indication_pt) = lower(listed.indication_pt)
GROUP BY reported.caseid
