-- Case outcome of a quarter
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT), of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  latest.kept_report, staging.report_outcome
SELECT DISTINCT report.caseid
    , outc.outcome
FROM staging.report_outcome AS outc
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE coalesce(outc.caseid, report.caseid) = report.caseid
    AND outc.outcome IS NOT NULL
