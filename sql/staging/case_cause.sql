-- Case with a known cause by its route, of a quarter
-- Grain:  one row per case that names a drug known to demyelinate when given by the route of the list
-- Made as: table, by quarter
-- Reads:  staging.drug, staging.kept_report, vocabulary.drug_ingredient, watchlist.known_cause
SELECT DISTINCT report.caseid
FROM staging.drug AS drug
INNER JOIN staging.kept_report AS report USING (primaryid)
INNER JOIN vocabulary.drug_ingredient AS named
    ON drug.drugname IS NOT DISTINCT FROM named.drugname
    AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
SEMI JOIN watchlist.known_cause AS cause
    ON named.ingredient = cause.ingredient AND drug.route = lower(cause.route)
WHERE coalesce(drug.caseid, report.caseid) = report.caseid
