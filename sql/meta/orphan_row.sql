-- Orphan row
-- Grain:  one row per table and quarter with rows whose report (primaryid) has no DEMO row in that quarter
-- Reads:  lake.demo, lake.drug, lake.reac, lake.indi, lake.outc, lake.ther, lake.rpsr
WITH report AS (
    SELECT DISTINCT quarter
        , primaryid
    FROM lake.demo
)

, child AS (
    SELECT 'DRUG' AS table_name, quarter, primaryid FROM lake.drug
    UNION ALL
    SELECT 'REAC', quarter, primaryid FROM lake.reac
    UNION ALL
    SELECT 'INDI', quarter, primaryid FROM lake.indi
    UNION ALL
    SELECT 'OUTC', quarter, primaryid FROM lake.outc
    UNION ALL
    SELECT 'THER', quarter, primaryid FROM lake.ther
    UNION ALL
    SELECT 'RPSR', quarter, primaryid FROM lake.rpsr
)

SELECT child.quarter
    , child.table_name
    , count(*) AS row_count
FROM child
ANTI JOIN report USING (quarter, primaryid)
GROUP BY child.quarter, child.table_name
ORDER BY child.quarter, child.table_name
