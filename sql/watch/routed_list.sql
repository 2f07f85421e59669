-- Case on a list by the route of a drug, of a quarter
-- Grain:  one row per case x list of a watchlist that names a drug of the case with the route by which it was given
SELECT DISTINCT report.caseid
    , listed.watchlist
    , listed.list_name
FROM staging.report_drug AS drug
INNER JOIN latest.kept_report AS report USING (primaryid)
INNER JOIN names.drug_ingredient AS named
    ON drug.drugname IS NOT DISTINCT FROM named.drugname
    AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
INNER JOIN watchlist.list_drug AS listed
    ON named.ingredient = listed.ingredient AND drug.route = lower(listed.route)
WHERE coalesce(drug.caseid, report.caseid) = report.caseid
