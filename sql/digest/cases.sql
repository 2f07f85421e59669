-- Cases held, counted and known as duplicates
SELECT count(*) FILTER (is_counted) AS counted_cases
    , count(*) AS cases
    , count(*) FILTER (duplicate_of IS NOT NULL) AS duplicates
FROM faers.cases
