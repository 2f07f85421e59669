-- Orphan row
-- Grain:  one row per table and quarter with rows whose report (primaryid) has no DEMO row in that quarter
-- Reads:  staging.demo, staging.drug, staging.reac, staging.indi, staging.outc, staging.ther, staging.rpsr
WITH child AS (
    SELECT 'DRUG' AS table_name, quarter_number, primaryid FROM staging.drug
    UNION ALL
    SELECT 'REAC', quarter_number, primaryid FROM staging.reac
    UNION ALL
    SELECT 'INDI', quarter_number, primaryid FROM staging.indi
    UNION ALL
    SELECT 'OUTC', quarter_number, primaryid FROM staging.outc
    UNION ALL
    SELECT 'THER', quarter_number, primaryid FROM staging.ther
    UNION ALL
    SELECT 'RPSR', quarter_number, primaryid FROM staging.rpsr
)

SELECT (child.quarter_number - 1) // 4 || 'Q' || ((child.quarter_number - 1) % 4 + 1) AS quarter
    , child.table_name
    , count(*) AS row_count
FROM child
ANTI JOIN staging.demo AS demo
    ON child.quarter_number = demo.quarter_number AND child.primaryid = demo.primaryid
GROUP BY child.quarter_number, child.table_name
ORDER BY child.quarter_number, child.table_name
