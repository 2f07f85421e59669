-- Case outcome of a quarter
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT), of the cases whose latest version the quarter holds
SELECT DISTINCT report.caseid
    , outcome.outcome
FROM staging.report_outcome AS outcome
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE coalesce(outcome.caseid, report.caseid) = report.caseid
    AND outcome.outcome IS NOT NULL
