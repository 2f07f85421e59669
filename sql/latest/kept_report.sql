-- Kept report
-- Grain:  one row per case that is on no deleted list: the keys its rows in the other tables are found by
-- Policy: is_described_alike: another kept case is described alike, so that they can be duplicates of each other
WITH alike AS (
    SELECT description_hash
    FROM latest.report
    WHERE NOT is_deleted AND description_hash IS NOT NULL
    GROUP BY description_hash
    HAVING count(*) > 1
)

SELECT latest.caseid
    , latest.primaryid
    , latest.quarter
    , latest.report_row
    , latest.version_count
    , latest.init_fda_date
    , latest.is_split
    , alike.description_hash IS NOT NULL AS is_described_alike
FROM latest.report AS latest
LEFT JOIN alike USING (description_hash)
WHERE NOT latest.is_deleted
ORDER BY latest.quarter
