-- Case event of a quarter
-- Grain:  one row per case x preferred term by its number, of the cases whose latest version the quarter holds
SELECT DISTINCT report.caseid
    , spelling.event_id
FROM staging.report_event AS event
INNER JOIN latest.kept_report AS report USING (primaryid)
INNER JOIN names.event_spelling AS spelling USING (event_text)
WHERE coalesce(event.caseid, report.caseid) = report.caseid
