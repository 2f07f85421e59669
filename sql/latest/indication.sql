-- Case indication of a quarter
-- Grain:  one row per case x drug record x indication, of the cases whose latest version the quarter holds
SELECT DISTINCT report.caseid
    , indication.drug_seq
    , upper(left(indication.indication_pt, 1)) || CASE
        WHEN indication.indication_pt IN (upper(indication.indication_pt), lower(indication.indication_pt))
            THEN lower(indication.indication_pt[2:])
        ELSE indication.indication_pt[2:]
    END AS indication_pt
FROM staging.report_indication AS indication
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE coalesce(indication.caseid, report.caseid) = report.caseid
    AND indication.indication_pt IS NOT NULL
