-- Case with a known cause
-- Grain:  one row per case that names a drug known to demyelinate, in any role; by its route where the list gives one
-- Reads:  faers.case_drug, staging.drug, staging.current_report, vocabulary.drug_ingredient, watchlist.known_cause
SELECT case_drug.caseid
FROM faers.case_drug AS case_drug
SEMI JOIN (SELECT ingredient FROM watchlist.known_cause WHERE route IS NULL) AS cause USING (ingredient)
UNION
SELECT report.caseid
FROM staging.drug AS drug
INNER JOIN staging.current_report AS report USING (quarter_number, primaryid)
INNER JOIN vocabulary.drug_ingredient AS named
    ON drug.drugname IS NOT DISTINCT FROM named.drugname
    AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
SEMI JOIN watchlist.known_cause AS cause
    ON named.ingredient = cause.ingredient AND drug.route = lower(cause.route)
WHERE coalesce(drug.caseid, report.caseid) = report.caseid
