-- Case indication of a quarter
-- Grain:  one row per case x drug record x indication, of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  latest.kept_report, staging.report_indication
SELECT DISTINCT report.caseid
    , indi.drug_seq
    , upper(left(indi.indication_pt, 1)) || CASE WHEN indi.indication_pt IN (upper(indi.indication_pt), lower(indi.indication_pt))
        THEN lower(indi.indication_pt[2:]) ELSE indi.indication_pt[2:]
    END AS indication_pt
FROM staging.report_indication AS indi
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE coalesce(indi.caseid, report.caseid) = report.caseid
    AND indi.indication_pt IS NOT NULL
