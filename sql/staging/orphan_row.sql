-- Orphan row of a quarter
-- Grain:  one row per table with rows whose report (primaryid) has no DEMO row in that quarter
-- Made as: table, by quarter
-- Reads:  staging.report, staging.drug, staging.reac, staging.indi, staging.outc, staging.ther, staging.rpsr
WITH child AS (
    SELECT 'DRUG' AS table_name, primaryid FROM staging.drug
    UNION ALL
    SELECT 'REAC', primaryid FROM staging.reac
    UNION ALL
    SELECT 'INDI', primaryid FROM staging.indi
    UNION ALL
    SELECT 'OUTC', primaryid FROM staging.outc
    UNION ALL
    SELECT 'THER', primaryid FROM staging.ther
    UNION ALL
    SELECT 'RPSR', primaryid FROM staging.rpsr
)

SELECT getvariable('quarter') AS quarter
    , child.table_name
    , count(*) AS row_count
FROM child
ANTI JOIN staging.report AS report ON child.primaryid = report.primaryid
GROUP BY child.table_name
