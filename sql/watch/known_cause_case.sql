-- Case with a known cause
-- Grain:  one row per case that names a drug known to demyelinate, in any role; by its route where the list gives one
SELECT case_drug.caseid
FROM faers.case_drug AS case_drug
SEMI JOIN (SELECT ingredient FROM watchlist.known_cause WHERE route IS NULL) AS cause USING (ingredient)
UNION
SELECT caseid
FROM watch.case_cause
