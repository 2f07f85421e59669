-- Case event of a quarter
-- Grain:  one row per case x preferred term by its number, of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  latest.kept_report, staging.report_event, names.event_spelling
SELECT DISTINCT report.caseid
    , spelling.event_id
FROM staging.report_event AS reac
INNER JOIN latest.kept_report AS report USING (primaryid)
INNER JOIN names.event_spelling AS spelling USING (pt)
WHERE coalesce(reac.caseid, report.caseid) = report.caseid
