-- Case event of a quarter
-- Grain:  one row per case x preferred term by its number, of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  staging.kept_report, staging.reac, vocabulary.event_spelling
SELECT DISTINCT report.caseid
    , spelling.event_id
FROM staging.reac AS reac
INNER JOIN staging.kept_report AS report USING (primaryid)
INNER JOIN vocabulary.event_spelling AS spelling USING (pt)
WHERE coalesce(reac.caseid, report.caseid) = report.caseid
