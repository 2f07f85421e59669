-- Published cases on a list of the watchlist by the route of a drug: one row per case and list
SELECT DISTINCT drug.caseid
    , protocol.name AS watchlist
    , listed.list_name
FROM faers.case_drug AS drug
INNER JOIN watchlist.list_drug AS listed
    ON drug.ingredient = listed.ingredient AND drug.route = lower(listed.route)
CROSS JOIN watchlist.protocol AS protocol
