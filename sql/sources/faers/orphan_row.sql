-- Orphan row of a quarter
-- Grain:  one row per table with rows whose report (primaryid) has no DEMO row in that quarter
WITH child AS (
    SELECT 'DRUG' AS table_name, primaryid FROM staging.report_drug
    UNION ALL
    SELECT 'REAC', primaryid FROM staging.report_event
    UNION ALL
    SELECT 'INDI', primaryid FROM staging.report_indication
    UNION ALL
    SELECT 'OUTC', primaryid FROM staging.report_outcome
    UNION ALL
    SELECT 'THER', primaryid FROM staging.report_therapy
    UNION ALL
    SELECT 'RPSR', primaryid FROM staging.report_source
)

SELECT getvariable('quarter') AS quarter
    , child.table_name
    , count(*) AS row_count
FROM child
ANTI JOIN staging.report USING (primaryid)
GROUP BY child.table_name
