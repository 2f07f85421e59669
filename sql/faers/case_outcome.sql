-- Case outcome
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT)
-- Reads:  staging.current_report, staging.outc
SELECT DISTINCT report.caseid
    , outc.outcome
FROM staging.outc AS outc
INNER JOIN staging.current_report AS report USING (quarter_number, primaryid)
WHERE coalesce(outc.caseid, report.caseid) = report.caseid
    AND outc.outcome IS NOT NULL
