-- Cases held: counted, known as duplicates, and those that are neither, which name no suspect or no event
SELECT count(*) FILTER (is_counted) AS counted_cases
    , count(*) AS cases
    , count(*) FILTER (duplicate_of IS NOT NULL) AS duplicates
    , count(*) FILTER (duplicate_of IS NULL AND NOT is_counted) AS incomplete
FROM faers.cases
