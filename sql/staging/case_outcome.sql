-- Case outcome of a quarter
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT), of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  staging.kept_report, staging.outc
SELECT DISTINCT report.caseid
    , outc.outcome
FROM staging.outc AS outc
INNER JOIN staging.kept_report AS report USING (primaryid)
WHERE coalesce(outc.caseid, report.caseid) = report.caseid
    AND outc.outcome IS NOT NULL
