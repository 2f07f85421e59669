-- Case indication of a quarter
-- Grain:  one row per case x drug record x indication, of the cases whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  staging.kept_report, staging.indi
SELECT DISTINCT report.caseid
    , indi.drug_seq
    , upper(left(indi.indication_pt, 1)) || CASE WHEN indi.indication_pt IN (upper(indi.indication_pt), lower(indi.indication_pt))
        THEN lower(indi.indication_pt[2:]) ELSE indi.indication_pt[2:]
    END AS indication_pt
FROM staging.indi AS indi
INNER JOIN staging.kept_report AS report USING (primaryid)
WHERE coalesce(indi.caseid, report.caseid) = report.caseid
    AND indi.indication_pt IS NOT NULL
