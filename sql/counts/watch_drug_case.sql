-- Cases of a watched drug
-- Grain:  one row per watched drug (ingredient, target class or whole class) x counted case that suspects it
-- Reads:  faers.suspect, counts.counted_case, watchlist.drug
SELECT DISTINCT drug.drug
    , drug.drug_kind
    , counted.case_number
    , counted.is_no_ms_context
FROM faers.suspect AS suspect
INNER JOIN watchlist.drug AS drug USING (ingredient)
INNER JOIN counts.counted_case AS counted USING (caseid)
