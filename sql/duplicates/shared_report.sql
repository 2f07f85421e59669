-- Shared report
-- Grain:  one row per case x report number that stands under several case numbers
-- Policy: docs/decisions/0003-duplicates.md. One report is one report whatever case it is filed under. Numbers that all begin with
--         their own case's are made of case and version: 7000000-12 and 70000001-2 read alike and are two reports
WITH shared AS (
    SELECT primaryid
    FROM latest.version_key
    WHERE caseid IS NOT NULL
    GROUP BY primaryid
    HAVING min(caseid) < max(caseid)
)

, filed AS (
    SELECT primaryid
        , caseid
        , starts_with(CAST(primaryid AS VARCHAR), CAST(caseid AS VARCHAR)) AS is_made_of_case
    FROM latest.version_key
    SEMI JOIN shared USING (primaryid)
    WHERE caseid IS NOT NULL
)

SELECT DISTINCT caseid
    , 'report number' AS rule
    , 'report ' || primaryid AS group_key
FROM filed
QUALIFY NOT bool_and(is_made_of_case) OVER (PARTITION BY primaryid)
