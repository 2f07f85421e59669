-- Orphan row
-- Grain:  one row per table and quarter with rows whose report (primaryid) has no DEMO row in that quarter
-- Reads:  staging.orphan_row
SELECT quarter
    , table_name
    , row_count
FROM staging.orphan_row
ORDER BY quarter, table_name
