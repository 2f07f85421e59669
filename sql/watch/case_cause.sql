-- Case with a known cause by its route, of a quarter
-- Grain:  one row per case that names a drug known to demyelinate when given by the route of the list
SELECT DISTINCT report.caseid
FROM staging.report_drug AS drug
INNER JOIN latest.kept_report AS report USING (primaryid)
INNER JOIN names.drug_ingredient AS named
    ON drug.drugname IS NOT DISTINCT FROM named.drugname
    AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
SEMI JOIN watchlist.known_cause AS cause
    ON named.ingredient = cause.ingredient AND drug.route = lower(cause.route)
WHERE coalesce(drug.caseid, report.caseid) = report.caseid
